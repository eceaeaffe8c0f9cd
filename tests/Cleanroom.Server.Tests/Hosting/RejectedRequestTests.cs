using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Server.Tls;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Hosting;

/// <summary>Requests that Kestrel rejects itself get the envelope and an id; every request has one record, which says what the client got (contract, server 1 and 7).</summary>
public sealed partial class RejectedRequestTests : IAsyncLifetime
{
    readonly LogCollector _log = new();
    ServedApplication _served = null!;

    public async ValueTask InitializeAsync() =>
        _served = await WebGuest.ServeAsync(new CleanServerOptions { ReceiveTimeout = TimeSpan.FromSeconds(1), Guest = new GuestOptions { Logger = _log } });

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    static string Long(int length) => new('a', length);

    public static TheoryData<string, int, string, string> Requests => new()
    {
        { "GET /ip HTTP/1.1\r\n\r\n", 400, "BAD_REQUEST", "GET /ip" },
        { "POST /echo?secret HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", 400, "BAD_REQUEST", "POST /echo" },
        { $"GET /{Long(9000)} HTTP/1.1\r\nHost: x\r\n\r\n", 414, "URI_TOO_LONG", "- -" },
        { $"GET /ip HTTP/1.1\r\nHost: x\r\nX-Long: {Long(40_000)}\r\n\r\n", 431, "HEADERS_TOO_LARGE", "GET /ip" },
        { "GET /ip HTTP/3.7\r\nHost: x\r\n\r\n", 505, "HTTP_VERSION_NOT_SUPPORTED", "- -" },
        { "GET * HTTP/1.1\r\nHost: x\r\n\r\n", 405, "METHOD_NOT_ALLOWED", "- -" },
        { "no request\r\n\r\n", 400, "BAD_REQUEST", "- -" },
        { "GET /ip HTTP/1.1\r\nHost: x\r\nX-Slow: ", 408, "REQUEST_TIMEOUT", "GET /ip" },
        { "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc", 408, "REQUEST_TIMEOUT", "POST /echo" },
        { "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n", 400, "BAD_REQUEST", "POST /echo" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Request_gets_the_envelope_an_id_and_one_record(string request, int status, string code, string target)
    {
        using var client = await RawClient.ConnectAsync(_served);
        await client.SendAsync(request);
        var answer = await client.ReadToEndAsync();
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains($"{{\"ok\":false,\"err\":{{\"code\":\"{code}\"", answer, StringComparison.Ordinal);
        foreach (var header in new[] { "Content-Type: application/json", "Connection: close", "Cache-Control: no-store", "X-Content-Type-Options: nosniff", "Date: " })
            Assert.Contains("\r\n" + header, answer, StringComparison.Ordinal);
        Assert.Equal(Body(answer).Length, int.Parse(Header(answer, "Content-Length"), System.Globalization.CultureInfo.InvariantCulture));
        var id = Header(answer, "X-Request-Id");
        await AssertOnlyRecordAsync($"{target} {status} ");
        Assert.Contains($" id={id}", Records().Single(record => record.StartsWith(target, StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Id_of_the_client_is_kept_and_HEAD_has_no_body()
    {
        using var client = await RawClient.ConnectAsync(_served);
        await client.SendAsync("HEAD /ip HTTP/1.1\r\nHost: x\r\nX-Request-Id: mine\r\nContent-Length: +1\r\n\r\n");
        var answer = await client.ReadToEndAsync();
        Assert.Equal(("mine", ""), (Header(answer, "X-Request-Id"), Body(answer)));
    }

    [Fact]
    public async Task Target_that_is_for_another_method_names_it()
    {
        using var client = await RawClient.ConnectAsync(_served);
        await client.SendAsync("GET * HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Equal("OPTIONS", Header(await client.ReadToEndAsync(), "Allow"));
    }

    [Fact]
    public async Task Requests_before_the_rejected_one_are_answered()
    {
        using var client = await RawClient.ConnectAsync(_served);
        await client.SendAsync("GET /ip HTTP/1.1\r\nHost: x\r\n\r\nPOST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET /ip HTTP/1.1\r\n\r\nGET /ip HTTP/1.1\r\nHost: x\r\n\r\n");
        var answer = await client.ReadToEndAsync();
        Assert.Equal(["200", "200", "400"], Statuses().Matches(answer).Select(match => match.Groups[1].Value));
        await _log.WaitAsync(() => Records().Count == 3);
        Assert.Equal(["GET /ip 200", "POST /echo 200", "GET /ip 400"], Records().Select(record => string.Join(' ', record.Split(' ')[..3])));
    }

    [Fact]
    public async Task Client_of_HTTP_2_is_told_in_its_own_protocol()
    {
        using var client = await RawClient.ConnectAsync(_served);
        await client.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        const char goAway = '\x07', http11Required = '\x0D';
        var answer = await client.ReadToEndAsync();
        Assert.Equal((goAway, http11Required), (answer[3], answer[^1]));
        await AssertOnlyRecordAsync("- - 505 ");
    }

    // Kestrel takes a client that has closed its side for gone, but may be faster with its answer than the close is with it.
    [Theory]
    [InlineData("GET /ip HTTP/1.1\r\nHost: x\r\n", "GET /ip")]
    [InlineData("GET /i", "- -")]
    [InlineData("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc", "POST /echo")]
    [InlineData("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "POST /echo")]
    public async Task Client_that_leaves_before_its_request_has_come_is_recorded_with_what_it_got(string part, string target)
    {
        using var client = await RawClient.ConnectAsync(_served);
        await client.SendAsync(part);
        client.CloseSending();
        var answer = await client.ReadToEndAsync();
        await AssertOnlyRecordAsync($"{target} {(answer.Length > 0 ? "400" : "499")} ");
    }

    [Fact]
    public async Task Over_TLS_it_is_the_same()
    {
        using var folder = new TemporaryFolder();
        using var certificate = new TestCertificate();
        var tls = new TlsOptions(folder.Write("cert.pem", certificate.Pem), folder.Write("key.pem", certificate.KeyPem));
        await using var served = await WebGuest.ServeAsync(new CleanServerOptions { Tls = tls });
        using var socket = new TcpClient();
        await socket.ConnectAsync(served.Address.Host, served.Address.Port);
        await using var stream = new SslStream(socket.GetStream(), false, (_, sent, _, _) => sent!.GetCertHashString() == certificate.Thumbprint);
        await stream.AuthenticateAsClientAsync("localhost");
        await stream.WriteAsync("GET /ip HTTP/1.1\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("BAD_REQUEST", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_is_recorded_too()
    {
        await _served.Client.GetStringAsync("/_health/live");
        await AssertOnlyRecordAsync("GET /_health/live 200 ");
    }

    List<string> Records() => [.. _log.Lines.Where(line => line.Contains(" ms ", StringComparison.Ordinal))];

    // Another request goes through, so nothing is on its way to the log any more.
    async Task AssertOnlyRecordAsync(string start)
    {
        await _log.WaitAsync(() => Records().Exists(record => record.StartsWith(start, StringComparison.Ordinal)));
        await _served.Client.GetStringAsync("/make/1");
        await _log.WaitAsync(() => Records().Exists(record => record.StartsWith("GET /make/1 ", StringComparison.Ordinal)));
        Assert.Equal(2, Records().Count);
        Assert.DoesNotContain(_log.Lines, line => line.Contains("secret", StringComparison.Ordinal));
    }

    static string Header(string answer, string name) => answer.Split("\r\n\r\n")[0].Split("\r\n").Single(line => line.StartsWith(name + ": ", StringComparison.Ordinal))[(name.Length + 2)..];

    static string Body(string answer) => answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    [GeneratedRegex(@"HTTP/1\.1 (\d\d\d) ")]
    private static partial Regex Statuses();
}
