namespace Cleanroom.Server.Tls;

/// <summary>The files of a server certificate.</summary>
/// <param name="Certificate">A PEM file with the certificate and its chain, or a PFX file.</param>
/// <param name="Key">A PEM file with the private key, or null when the certificate file contains it.</param>
/// <param name="Password">A file whose first line is the password of the key or of the PFX file, or null.</param>
public sealed record TlsOptions(string Certificate, string? Key = null, string? Password = null);
