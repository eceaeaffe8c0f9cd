using System.Net.Security;
using System.Text;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>The options of <c>cleanroom serve</c> about encryption, each with its effect (must-never N151).</summary>
public sealed class ServeTlsTests : IDisposable
{
    static readonly string Module = TestGuests.PathOf("server_web");

    readonly TemporaryFolder _folder = new();
    readonly TestCertificate _certificate = new();

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Tls_options_serve_https()
    {
        string[] options = ["-q", "--tls-cert", Write("cert.pem", _certificate.Pem), "--tls-key", Write("key.pem", _certificate.EncryptedKeyPem("p4ss")), "--tls-password-file", Write("password", "p4ss\n")];
        using var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, sent, _, _) => sent?.GetCertHashString() == _certificate.Thumbprint } };
        using var served = await ServedTool.StartAsync(Module, options, null, handler);
        Assert.Equal("https", served.Address.Scheme);
        Assert.Equal("127.0.0.1", await served.Client.GetStringAsync("/ip"));
    }

    [Fact]
    public void Files_that_cannot_be_used_end_the_start_with_a_message()
    {
        using var other = new TestCertificate();
        var certificate = Write("cert.pem", _certificate.Pem);
        AssertFails(5, "missing.pem cannot be read", "--tls-cert", Path.Combine(_folder.Path, "missing.pem"));
        AssertFails(5, "--tls-key", "--tls-cert", certificate, "--tls-key", Write("key.pem", other.KeyPem));
        AssertFails(2, "without --tls-cert", "--tls-key", certificate);
    }

    static void AssertFails(int code, string message, params string[] options)
    {
        var result = Tool.Run(["serve", Module, "-q", "--port", "0", .. options]);
        Assert.Equal(code, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    string Write(string name, string text) => _folder.Write(name, Encoding.UTF8.GetBytes(text));
}
