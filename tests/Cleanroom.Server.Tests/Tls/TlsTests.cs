using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Cleanroom.Bridge;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Server.Tls;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Tls;

/// <summary>HTTPS with certificates of files.</summary>
public sealed class TlsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly TestCertificate _certificate = new();

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string> Forms => ["pem and key", "pem with key", "encrypted pem", "pfx", "encrypted pfx"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Certificate_is_read_in_every_form(string form)
    {
        _folder.Write("password", "p4ss\r\nsecond line");
        var options = form switch
        {
            "pem and key" => new TlsOptions(_folder.Write("cert.pem", _certificate.Pem), _folder.Write("key.pem", _certificate.KeyPem)),
            "pem with key" => new TlsOptions(_folder.Write("both.pem", $"{_certificate.KeyPem}\n{_certificate.Pem}")),
            "encrypted pem" => new TlsOptions(_folder.Write("cert.pem", _certificate.Pem), _folder.Write("key.pem", _certificate.EncryptedKeyPem("p4ss")), _folder["password"]),
            "pfx" => new TlsOptions(_folder.Write("cert.pfx", _certificate.Pfx(null))),
            _ => new TlsOptions(_folder.Write("cert.pfx", _certificate.Pfx("p4ss")), Password: _folder["password"]),
        };
        await using var served = await WebGuest.ServeAsync(new CleanServerOptions { Tls = options, SecurityHeaders = true });
        Assert.Equal("https", served.Address.Scheme);
        var seen = new List<string>();
        using var client = Client(served, seen);
        using var answer = await client.GetAsync("/ip");
        Assert.Equal("127.0.0.1", await answer.Content.ReadAsStringAsync());
        Assert.Equal("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single());
        Assert.Equal([_certificate.Thumbprint], seen);
    }

    [Fact]
    public async Task Http_2_is_spoken_when_the_client_can()
    {
        await using var served = await WebGuest.ServeAsync(new CleanServerOptions { Tls = Write(_certificate) });
        using var client = Client(served);
        foreach (var version in new[] { HttpVersion.Version20, HttpVersion.Version11 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/make/100000") { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using var answer = await client.SendAsync(request);
            Assert.Equal(version, answer.Version);
            Assert.Equal(100_000, (await answer.Content.ReadAsByteArrayAsync()).Length);
        }
    }

    [Fact]
    public async Task Changed_files_are_used_by_new_connections_and_broken_ones_are_not()
    {
        var log = new LogCollector();
        var options = WebGuest.Granted(_folder.Path, log) with { Tls = Write(_certificate) };
        await using var served = await WebGuest.ServeAsync(options);
        Assert.Equal(_certificate.Thumbprint, await ThumbprintAsync(served));

        using var second = new TestCertificate();
        Write(second);
        Assert.Equal(second.Thumbprint, await ThumbprintAsync(served));

        _folder.Write("cert.pem", "half a fi");
        Assert.Equal(second.Thumbprint, await ThumbprintAsync(served));
        Assert.Single(log.Lines, line => line.Contains("the certificate in use stays", StringComparison.Ordinal));
        Assert.Equal(second.Thumbprint, await ThumbprintAsync(served));
        Assert.Single(log.Lines, line => line.Contains("the certificate in use stays", StringComparison.Ordinal));

        File.Delete(_folder["cert.pem"]);
        Assert.Equal(second.Thumbprint, await ThumbprintAsync(served));

        using var third = new TestCertificate();
        Write(third);
        Assert.Equal(third.Thumbprint, await ThumbprintAsync(served));
    }

    [Fact]
    public async Task Changed_link_counts_as_a_changed_file()
    {
        using var second = new TestCertificate();
        foreach (var (name, certificate) in new[] { ("one", _certificate), ("two", second) })
        {
            _folder.Write($"{name}/cert.pem", certificate.Pem);
            _folder.Write($"{name}/key.pem", certificate.KeyPem);
        }
        Directory.CreateSymbolicLink(_folder["current"], "one");
        await using var served = await WebGuest.ServeAsync(new CleanServerOptions { Tls = new TlsOptions(_folder["current/cert.pem"], _folder["current/key.pem"]) });
        Assert.Equal(_certificate.Thumbprint, await ThumbprintAsync(served));
        Directory.Delete(_folder["current"]);
        Directory.CreateSymbolicLink(_folder["current"], "two");
        Assert.Equal(second.Thumbprint, await ThumbprintAsync(served));
    }

    [Fact]
    public async Task Certificates_that_lead_to_the_root_are_sent()
    {
        using var middle = new TestCertificate(_certificate);
        using var own = new TestCertificate(middle);
        var options = new TlsOptions(_folder.Write("cert.pem", $"{own.Pem}\n{middle.Pem}"), _folder.Write("key.pem", own.KeyPem));
        await using var served = await WebGuest.ServeAsync(new CleanServerOptions { Tls = options });
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, served.Address.Port);
        string[] sent = [];
        await using var tls = new SslStream(socket.GetStream(), false, (_, certificate, chain, _) =>
        {
            sent = [certificate!.GetCertHashString(), .. chain!.ChainPolicy.ExtraStore.Select(other => other.Thumbprint)];
            return sent.Length > 0;
        });
        await tls.AuthenticateAsClientAsync("localhost");
        Assert.Equal([own.Thumbprint, middle.Thumbprint], sent.Distinct());
    }

    [Fact]
    public void Certificate_and_key_that_do_not_belong_together_are_refused()
    {
        using var other = new TestCertificate();
        AssertRefused(new TlsOptions(_folder.Write("cert.pem", _certificate.Pem), _folder.Write("key.pem", other.KeyPem)), "key.pem");
        AssertRefused(new TlsOptions(_folder["cert.pem"]), "cert.pem");
        AssertRefused(new TlsOptions(_folder.Write("text.pem", "no certificate")), "text.pem");
        AssertRefused(new TlsOptions(_folder["missing.pem"]), "missing.pem cannot be read");
        AssertRefused(new TlsOptions(_folder["cert.pem"], _folder["missing.key"]), "missing.key cannot be read");
        AssertRefused(new TlsOptions(_folder["cert.pem"], _folder.Write("locked.pem", _certificate.EncryptedKeyPem("p4ss"))), "--tls-password-file");
        AssertRefused(new TlsOptions(_folder.Write("locked.pfx", _certificate.Pfx("p4ss"))), "--tls-password-file");
    }

    [Fact]
    public async Task Client_that_does_not_speak_tls_is_closed_and_others_are_served()
    {
        await using var served = await WebGuest.ServeAsync(new CleanServerOptions { Tls = Write(_certificate), ReceiveTimeout = TimeSpan.FromSeconds(1) });
        Assert.DoesNotContain("HTTP/1.1", await served.SendAsync("GET /ip HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
        // This one says nothing at all until its time is up.
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, served.Address.Port);
        using var limit = new CancellationTokenSource(Cleanroom.Tests.Patience.Long);
        Assert.Equal(0, await silent.GetStream().ReadAsync(new byte[1], limit.Token));
        Assert.Equal(_certificate.Thumbprint, await ThumbprintAsync(served));
    }

    TlsOptions Write(TestCertificate certificate) => new(_folder.Write("cert.pem", certificate.Pem), _folder.Write("key.pem", certificate.KeyPem));

    static void AssertRefused(TlsOptions options, string told)
    {
        var refusal = Assert.Throws<HostException>(() => CertificateFile.Load(options));
        Assert.Contains(told, refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(refusal.InnerException);
    }

    static async Task<string> ThumbprintAsync(ServedApplication served)
    {
        var seen = new List<string>();
        using var client = Client(served, seen);
        Assert.Equal("127.0.0.1", await client.GetStringAsync("/ip"));
        return seen.Single();
    }

    static HttpClient Client(ServedApplication served, List<string>? seen = null) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                seen?.Add(certificate!.GetCertHashString());
                return certificate is not null;
            },
        },
    })
    {
        BaseAddress = served.Address,
    };
}
