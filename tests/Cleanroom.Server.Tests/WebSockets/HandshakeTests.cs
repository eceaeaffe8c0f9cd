using System.Net;
using Cleanroom.Bridge;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Server.Tls;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.WebSockets;

/// <summary>Which handshakes are accepted (contract, server 10).</summary>
public sealed class HandshakeTests
{
    const int Accepted = 0;

    [Fact]
    public async Task Request_without_an_upgrade_gets_426()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var answer = await served.Client.GetAsync("/echo");
        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
        Assert.Equal("13", answer.Headers.GetValues("Sec-WebSocket-Version").Single());
        Assert.Equal("websocket", answer.Headers.Upgrade.Single().Name);
        Assert.Contains("UPGRADE_REQUIRED", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // Another version of the protocol is none that is spoken here.
        Assert.Contains(" 426 ", await served.SendAsync("GET /echo HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal(405, (int)(await served.Client.PostAsync("/echo", null)).StatusCode);
    }

    [Fact]
    public async Task Path_without_a_socket_is_not_upgraded()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        Assert.Equal(404, await SocketUser.TryConnectAsync(served, "/nowhere"));
        Assert.Equal(405, await SocketUser.TryConnectAsync(served, "/all"));
    }

    [Fact]
    public async Task Route_whose_handler_is_missing_answers_500_and_is_listed()
    {
        var log = new LogCollector();
        await using var served = await ServedApplication.GuestAsync("server_sockets", new CleanServerOptions { Guest = new() { Logger = log } });
        Assert.Single(log.Lines, static line => line.Contains("route GET /missing: no handler \"nowhere\" is exported", StringComparison.Ordinal));
        Assert.Equal(500, await SocketUser.TryConnectAsync(served, "/missing"));
        var refusal = Assert.Throws<HostException>(() => CleanApplication.Load(TestGuests.Read("server_sockets"), new CleanServerOptions { Strict = true }));
        Assert.Contains("GET /missing: \"nowhere\"", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_of_another_host_is_refused()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        Assert.Equal(Accepted, await FromAsync(served, null));
        Assert.Equal(Accepted, await FromAsync(served, $"http://127.0.0.1:{served.Address.Port}"));
        // A proxy may end TLS.
        Assert.Equal(Accepted, await FromAsync(served, $"https://127.0.0.1:{served.Address.Port}"));
        Assert.Equal(Accepted, await FromAsync(served, "https://shop.example", ("Host", "shop.example")));
        Assert.Equal(403, await FromAsync(served, "https://shop.example:8443", ("Host", "shop.example")));
        foreach (var origin in new[] { "https://evil.example", "http://127.0.0.1", $"http://127.0.0.1.evil.example:{served.Address.Port}", "null", "127.0.0.1" })
            Assert.Equal((origin, 403), (origin, await FromAsync(served, origin)));
    }

    [Fact]
    public async Task Page_of_a_listed_origin_may_connect()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets", WebGuest.With(new CleanServerOptions(), ("ORIGINS", "https://a.example")));
        Assert.Equal(Accepted, await FromAsync(served, "https://a.example", ("Cookie", "session=x")));
        Assert.Equal(403, await FromAsync(served, "https://b.example"));
        await using var open = await ServedApplication.GuestAsync("server_sockets", new CleanServerOptions { CorsOrigins = ["*"] });
        Assert.Equal(Accepted, await FromAsync(open, "https://b.example"));
        // Any origin does not mean anybody's session, as in CORS.
        Assert.Equal(403, await FromAsync(open, "https://b.example", ("Cookie", "session=x")));
        await using var closed = await ServedApplication.GuestAsync("server_sockets", WebGuest.With(new CleanServerOptions { Cors = false }, ("ORIGINS", "https://a.example")));
        Assert.Equal(403, await FromAsync(closed, "https://a.example"));
    }

    [Fact]
    public async Task Subprotocols_and_compression_are_not_selected()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        var answer = await served.SendAsync("GET /echo HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
            "Sec-WebSocket-Protocol: chat, superchat\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n\u0088\u0080\u0001\u0002\u0003\u0004");
        Assert.StartsWith("HTTP/1.1 101 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Sec-WebSocket-Protocol", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Sec-WebSocket-Extensions", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Number_of_clients_is_limited_and_a_place_is_free_again_when_one_is_gone()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets", Set("--max-sockets", "2") with { MetricsPath = "/metrics" });
        using var first = await SocketUser.ConnectAsync(served, "/echo");
        using var second = await SocketUser.ConnectAsync(served, "/echo");
        Assert.Equal(503, await SocketUser.TryConnectAsync(served, "/echo"));
        Assert.Contains("\nclean_ws_clients 2\n", await served.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
        await first.CloseAsync();
        while (!(await served.Client.GetStringAsync("/metrics")).Contains("\nclean_ws_clients 1\n", StringComparison.Ordinal)) await Task.Yield();
        using var third = await SocketUser.ConnectAsync(served, "/echo");
        Assert.Equal("x", await third.AskAsync("x"));
    }

    [Fact]
    public async Task Number_of_clients_with_one_address_is_limited()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets", Set("--max-sockets-per-address", "1"));
        using var first = await SocketUser.ConnectAsync(served, "/echo");
        Assert.Equal(429, await SocketUser.TryConnectAsync(served, "/echo"));
        await first.CloseAsync();
        while (await SocketUser.TryConnectAsync(served, "/echo") != Accepted) await Task.Yield();
    }

    [Fact]
    public async Task Client_that_sends_too_many_messages_is_closed_with_1008()
    {
        var clock = new ManualClock();
        await using var served = await ServedApplication.GuestAsync("server_sockets", Set("--socket-rate", "3") with { Guest = new() { Clock = clock } });
        using var user = await SocketUser.ConnectAsync(served, "/echo");
        for (var i = 0; i < 6; i++) Assert.Equal("x", await user.AskAsync("x"));
        clock.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 3; i++) Assert.Equal("x", await user.AskAsync("x"));
        await user.SendAsync("one more");
        Assert.Equal(1008, await user.ReadCloseAsync());
        // Another connection does not help.
        using var again = await SocketUser.ConnectAsync(served, "/echo");
        await again.SendAsync("one more");
        Assert.Equal(1008, await again.ReadCloseAsync());
    }

    [Fact]
    public async Task Http_2_client_connects_with_an_extended_connect()
    {
        using var folder = new TemporaryFolder();
        using var certificate = new TestCertificate();
        var tls = new TlsOptions(folder.Write("cert.pem", certificate.Pem), folder.Write("key.pem", certificate.KeyPem));
        await using var served = await ServedApplication.GuestAsync("server_sockets", new CleanServerOptions { Tls = tls });
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, seen, _, _) => seen!.GetCertHashString() == certificate.Thumbprint } };
        using var invoker = new HttpMessageInvoker(handler);
        using var user = await SocketUser.ConnectAsync(served.Address, "/show/h2?q=x", Http2, invoker);
        using var other = await SocketUser.ConnectAsync(served.Address, "/echo", Http2, invoker);
        Assert.Equal("GET|h2|x||", await user.AskAsync("?"));
        var text = new string('a', 1 << 20);
        for (var i = 0; i < 12; i++) Assert.Equal(text, await other.AskAsync(text));
        await other.CloseAsync();
        Assert.Equal("GET|h2|x||", await user.AskAsync("?"));

        static void Http2(System.Net.WebSockets.ClientWebSocketOptions options) => (options.HttpVersion, options.HttpVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
    }

    static Task<int> FromAsync(ServedApplication served, string? origin, params (string Name, string Value)[] headers) =>
        SocketUser.TryConnectAsync(served, "/echo", origin is null ? headers : [.. headers, ("Origin", origin)]);

    static CleanServerOptions Set(string option, string value) =>
        ServerSettings.Application.Single(setting => setting.Option == option).Apply(new CleanServerOptions(), [value], option);
}
