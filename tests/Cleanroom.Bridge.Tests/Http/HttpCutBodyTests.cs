using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Http;
using Cleanroom.Bridge.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.Http;

/// <summary>An answer that is cut short is a failure, not a shorter answer; and why a connection failed is said.</summary>
public sealed class HttpCutBodyTests : IDisposable
{
    readonly BareGuest _bare = new(options: new GuestOptions { Network = new NetworkAccess([new NetworkGrant("127.0.0.1", null)], grantsOnly: false) });

    public void Dispose() => _bare.Dispose();

    public static TheoryData<string, int> Cuts
    {
        get
        {
            var cuts = new TheoryData<string, int>();
            foreach (var coding in (string[])["gzip", "deflate", "raw", "br"])
                foreach (var kept in (int[])[1, 10, 50, 90, 99]) cuts.Add(coding, kept);
            return cuts;
        }
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public void Packed_body_that_ends_too_early_is_a_failure(string coding, int percent)
    {
        var packed = ContentCoding.Encode(coding, Content());
        AssertFails(Answer(coding, packed[..(packed.Length * percent / 100)]));
        AssertFails(Chunked(coding, packed[..(packed.Length * percent / 100)], isWhole: true));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("raw")]
    [InlineData("br")]
    public void Packed_body_without_its_last_byte_is_a_failure_and_the_whole_one_is_not(string coding)
    {
        foreach (var content in (byte[][])[Content(), "x"u8.ToArray(), new byte[100_000]])
        {
            var packed = ContentCoding.Encode(coding, content);
            AssertFails(Answer(coding, packed[..^1]));
            Assert.Equal(content, Get(Answer(coding, packed)));
            Assert.Equal(content, Get(Chunked(coding, packed, isWhole: true)));
        }
    }

    [Fact]
    public void Members_of_gzip_behind_each_other_are_one_body() =>
        Assert.Equal("one two"u8.ToArray(), Get(Answer("gzip", [.. ContentCoding.Encode("gzip", "one "u8.ToArray()), .. ContentCoding.Encode("gzip", "two"u8.ToArray())])));

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    public void Body_that_is_shorter_than_its_length_is_a_failure(string coding)
    {
        var body = coding.Length == 0 ? Content() : ContentCoding.Encode(coding, Content());
        AssertFails(Answer(coding, body, body.Length + 10));
        AssertFails(Chunked(coding, body, isWhole: false));
    }

    [Fact]
    public async Task Reason_of_a_TLS_failure_is_in_the_log()
    {
        using var certificate = new TestCertificate();
        using var server = X509CertificateLoader.LoadPkcs12(certificate.Pfx(null), null);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var handshake = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            await using var stream = new SslStream(client.GetStream());
            try
            {
                await stream.AuthenticateAsServerAsync(server);
                _ = await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false);
            }
            catch (Exception refused) when (refused is IOException or System.Security.Authentication.AuthenticationException)
            {
            }
        });
        HttpFunctions.Get(_bare.Guest, Encoding.UTF8.GetBytes($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"));
        await handshake;
        var line = Assert.Single(_bare.Log.Lines);
        Assert.Contains("certificate", line, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("inner exception", line, StringComparison.OrdinalIgnoreCase);
    }

    void AssertFails(byte[] answer)
    {
        Assert.Empty(Get(answer));
        Assert.Equal(0, HttpResponseFunctions.Code(_bare.Guest));
    }

    byte[] Get(byte[] answer)
    {
        using var server = new RawHttpServer(_ => answer);
        return _bare.Guest.Memory.LengthPrefixed(HttpFunctions.Get(_bare.Guest, Encoding.UTF8.GetBytes(server.Url)).Address).ToArray();
    }

    static byte[] Answer(string coding, byte[] body, int? length = null) =>
        [.. Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {length ?? body.Length}\r\nConnection: close\r\n{Header(coding)}\r\n"), .. body];

    static byte[] Chunked(string coding, byte[] body, bool isWhole) =>
        [.. Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n{Header(coding)}\r\n{body.Length:x}\r\n"), .. body, .. isWhole ? "\r\n0\r\n\r\n"u8 : default];

    static string Header(string coding) => coding.Length == 0 ? "" : $"Content-Encoding: {(coding == "raw" ? "deflate" : coding)}\r\n";

    static byte[] Content()
    {
        var random = new Random(3);
        var content = new byte[20_000];
        for (var i = 0; i < content.Length; i++) content[i] = (byte)random.Next(97, 123);
        return content;
    }
}
