using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cleanroom.Bridge;

namespace Cleanroom.Server.Tls;

/// <summary>Loads certificates with their private keys from PEM or PFX files.</summary>
static class CertificateFile
{
    /// <summary>Loads the certificate named by the options.</summary>
    /// <exception cref="HostException">A file cannot be read or has the wrong format, or certificate and key do not match.</exception>
    public static SslStreamCertificateContext Load(TlsOptions options)
    {
        var content = Read("--tls-cert", options.Certificate);
        var password = options.Password is null ? null : Encoding.UTF8.GetString(Read("--tls-password-file", options.Password)).Split('\n')[0].TrimEnd('\r');
        try
        {
            var certificates = content.AsSpan().IndexOf("-----BEGIN "u8) >= 0 ? FromPem(options, content, password) : FromPfx(content, password);
            var leaf = certificates.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new CryptographicException("there is no private key in it");
            certificates.Remove(leaf);
            return SslStreamCertificateContext.Create(leaf, certificates, offline: true);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            var files = options.Key is null ? options.Certificate : $"{options.Certificate} with --tls-key {options.Key}";
            throw new HostException($"--tls-cert {files} cannot be used: {wrong.Message.TrimEnd('.')}. Use a PEM file with --tls-key, or a PFX file; add --tls-password-file if it is encrypted.", wrong);
        }
    }

    static X509Certificate2Collection FromPem(TlsOptions options, byte[] content, string? password)
    {
        var text = Encoding.UTF8.GetString(content);
        var key = options.Key is null ? text : Encoding.UTF8.GetString(Read("--tls-key", options.Key));
        using var certificate = password is null ? X509Certificate2.CreateFromPem(text, key) : X509Certificate2.CreateFromEncryptedPem(text, key, password);
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(text);
        certificates.RemoveAt(0);
        // Some platforms cannot use an ephemeral key.
        certificates.Insert(0, X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null));
        return certificates;
    }

    static X509Certificate2Collection FromPfx(byte[] content, string? password) => X509CertificateLoader.LoadPkcs12Collection(content, password);

    static byte[] Read(string option, string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HostException($"{option} {path} cannot be read: {error.Message.TrimEnd('.')}", error);
        }
    }
}
