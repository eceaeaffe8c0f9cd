namespace Cleanroom.Server.Tls;

/// <summary>Where the certificate of a server is.</summary>
/// <param name="Certificate">A PEM file with the certificate and those that lead to its root, or a PFX file.</param>
/// <param name="Key">A PEM file with the private key, or null when it is in the other file.</param>
/// <param name="Password">A file whose first line is the password of the key or of the PFX file, or null.</param>
public sealed record TlsOptions(string Certificate, string? Key = null, string? Password = null);
