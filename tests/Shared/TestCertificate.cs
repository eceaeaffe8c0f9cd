using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cleanroom.Tests;

/// <summary>A certificate for <c>localhost</c> that nobody vouches for, and its key.</summary>
sealed class TestCertificate : IDisposable
{
    readonly X509Certificate2 _certificate;
    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestCertificate(TestCertificate? issuer = null)
    {
        var request = new CertificateRequest($"CN=localhost {Guid.NewGuid():N}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        // No certificate may outlive the one that signs it.
        var (from, to) = issuer is null ? (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1)) : (issuer._certificate.NotBefore, issuer._certificate.NotAfter);
        _certificate = issuer is null ? request.CreateSelfSigned(from, to) : request.Create(issuer._certificate, from, to, Guid.NewGuid().ToByteArray()).CopyWithPrivateKey(_key);
    }

    public string Thumbprint => _certificate.Thumbprint;

    public string Pem => _certificate.ExportCertificatePem();

    public string KeyPem => _key.ExportPkcs8PrivateKeyPem();

    public string EncryptedKeyPem(string password) => _key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));

    public byte[] Pfx(string? password) => _certificate.Export(X509ContentType.Pkcs12, password);

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }
}
