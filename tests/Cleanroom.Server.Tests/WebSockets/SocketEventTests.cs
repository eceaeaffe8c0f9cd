using System.Net.WebSockets;
using System.Text;
using Cleanroom.Bridge;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.WebSockets;

/// <summary>Events of WebSocket clients: their handlers, what those see, and what they send (contract, functions 18, server 10).</summary>
public sealed class SocketEventTests
{
    [Fact]
    [Trait("Rule", "N102")]
    public async Task Text_and_binary_messages_reach_the_handler_and_come_back_byte_for_byte()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var user = await SocketUser.ConnectAsync(served, "/echo?with=query");
        Assert.Equal("hëllo", await user.AskAsync("hëllo"));
        Assert.Equal("", await user.AskAsync(""));
        byte[] bytes = [0, 255, 128, 10, 13, 0];
        await user.SendAsync(bytes, WebSocketMessageType.Binary);
        Assert.Equal((WebSocketMessageType.Binary, bytes), await user.ReceiveAsync(), Same);
        // Binary bytes that are text come back as text, as everything that is valid UTF-8.
        await user.SendAsync("text"u8.ToArray(), WebSocketMessageType.Binary);
        Assert.Equal((WebSocketMessageType.Text, "text"u8.ToArray()), await user.ReceiveAsync(), Same);
    }

    [Fact]
    public async Task Pairs_and_narrow_ids_work_as_well()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var user = await SocketUser.ConnectAsync(served, "/narrow");
        Assert.Equal("x", await user.AskAsync("x"));
    }

    [Fact]
    public async Task Message_of_1_MB_passes_both_ways_and_a_longer_one_closes()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var user = await SocketUser.ConnectAsync(served, "/echo");
        var text = new string('a', 1 << 20);
        Assert.Equal(text, await user.AskAsync(text));
        await user.SendAsync(Encoding.ASCII.GetBytes(text), WebSocketMessageType.Text, isLast: false);
        await user.SendAsync([], WebSocketMessageType.Text);
        Assert.Equal(text, await user.ReadAsync());
        await user.SendAsync(text + "a");
        Assert.Equal(1009, await user.ReadCloseAsync());
    }

    [Fact]
    public async Task Handler_sees_the_request_and_the_session_of_the_handshake()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var signedIn = await served.Client.PostAsync("/sign-in", null);
        var session = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using var user = await SocketUser.ConnectAsync(served, "/show/z%C3%B6e?q=a+b", ("Cookie", $"flavour=oat; {session}"));
        Assert.Equal("GET|zöe|a b|oat|editor", await user.AskAsync("?"));
        using var stranger = await SocketUser.ConnectAsync(served, "/show/x");
        Assert.Equal("GET|x|||", await stranger.AskAsync("?"));
    }

    [Fact]
    [Trait("Rule", "N31")]
    public async Task Each_event_has_a_fresh_guest()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var user = await SocketUser.ConnectAsync(served, "/count");
        for (var i = 0; i < 3; i++) Assert.Equal("1", await user.AskAsync("?"));
    }

    [Fact]
    public async Task Messages_of_a_client_are_handled_in_order()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets", new CleanServerOptions { SocketRate = 10_000 });
        var users = new List<SocketUser>();
        for (var i = 0; i < 8; i++) users.Add(await SocketUser.ConnectAsync(served, i % 2 == 0 ? "/echo" : "/sleep"));
        await Task.WhenAll(users.Select(async user =>
        {
            for (var i = 0; i < 60; i++) await user.SendAsync($"{i}");
            for (var i = 0; i < 60; i++) Assert.Equal($"{i}", await user.ReadAsync());
            user.Dispose();
        }));
    }

    [Fact]
    public async Task Message_can_be_sent_before_a_close_and_not_after_it()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var user = await SocketUser.ConnectAsync(served, "/bye");
        Assert.Equal("x", await user.AskAsync("x"));
        Assert.Equal(WebSocketMessageType.Close, (await user.ReceiveAsync()).Type);
        Assert.Equal(1000, user.CloseStatus);
    }

    [Fact]
    public async Task Trap_when_a_client_connects_closes_with_1011_and_is_logged_with_its_frames()
    {
        var log = new LogCollector();
        await using var served = await ServedApplication.GuestAsync("server_sockets", Logged(log));
        using var user = await SocketUser.ConnectAsync(served, "/trap/open");
        await user.SendAsync("never handled");
        Assert.Equal(1011, await user.ReadCloseAsync());
        await log.WaitAsync(() => log.Lines.Any(static line => line.EndsWith("closed 1", StringComparison.Ordinal)));
        var trap = Assert.Single(log.Lines, static line => line.Contains("/trap/open failed: unreachable", StringComparison.Ordinal));
        Assert.Contains("at ", trap, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trap_of_a_message_or_a_close_is_logged_and_nothing_else_ends()
    {
        var log = new LogCollector();
        await using var served = await ServedApplication.GuestAsync("server_sockets", Logged(log));
        using var user = await SocketUser.ConnectAsync(served, "/trap/message");
        await user.SendAsync("trap");
        Assert.Equal("on", await user.AskAsync("on"));
        Assert.Single(log.Lines, static line => line.Contains("/trap/message failed: unreachable", StringComparison.Ordinal));
        using var other = await SocketUser.ConnectAsync(served, "/trap/close");
        await other.CloseAsync();
        await log.WaitAsync(() => log.Lines.Any(static line => line.Contains("/trap/close failed: unreachable", StringComparison.Ordinal)));
        Assert.Equal("still on", await user.AskAsync("still on"));
    }

    [Fact]
    public async Task Handler_that_loops_is_stopped_by_the_time_limit_and_the_client_stays()
    {
        var log = new LogCollector();
        await using var served = await ServedApplication.GuestAsync("server_sockets", Logged(log) with { RequestTimeout = TimeSpan.FromMilliseconds(300) });
        using var user = await SocketUser.ConnectAsync(served, "/loop");
        await user.SendAsync("?");
        using var other = await SocketUser.ConnectAsync(served, "/echo");
        Assert.Equal("meanwhile", await other.AskAsync("meanwhile"));
        await log.WaitAsync(() => log.Lines.Any(static line => line.Contains("/loop failed", StringComparison.Ordinal)));
        await user.CloseAsync();
        await log.WaitAsync(() => log.Lines.Any(static line => line.EndsWith("closed 1", StringComparison.Ordinal)));
    }

    static CleanServerOptions Logged(LogCollector log) => new() { Guest = new GuestOptions { Logger = log } };

    static bool Same((WebSocketMessageType Type, byte[] Bytes) expected, (WebSocketMessageType Type, byte[] Bytes) actual) =>
        expected.Type == actual.Type && expected.Bytes.AsSpan().SequenceEqual(actual.Bytes);
}
