using Cleanroom.Bridge;
using Cleanroom.Server.Pipeline;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;
using Cleanroom.Wasm;

namespace Cleanroom.Server.Tests.WebSockets;

/// <summary>Clients that vanish, do not read or send too much; a version that is replaced, and a server that ends.</summary>
public sealed class SocketFaultTests
{
    const int Final = RawSocketUser.Final;

    [Fact]
    [Trait("Rule", "N102")]
    public async Task Silent_client_is_pinged_and_one_that_does_not_answer_is_gone()
    {
        var log = new LogCollector();
        await using var served = await ServedApplication.GuestAsync("server_sockets", Logged(log) with { SocketPingInterval = TimeSpan.FromMilliseconds(100) });
        using var silent = await RawSocketUser.ConnectAsync(served, "/silent");
        Assert.Equal(Final | RawSocketUser.Ping, (await silent.ReadAsync())?.First);
        // It reads, but never answers.
        while (await silent.ReadAsync() is var (first, _)) Assert.Equal(Final | RawSocketUser.Ping, first);
        await log.WaitAsync(() => log.Lines.Any(static line => line.EndsWith("closed 1", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Silent_client_that_answers_pings_stays()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets", new CleanServerOptions { SocketPingInterval = TimeSpan.FromSeconds(1) });
        using var silent = await RawSocketUser.ConnectAsync(served, "/echo");
        for (var i = 0; i < 4; i++)
        {
            var (first, payload) = (await silent.ReadAsync())!.Value;
            Assert.Equal(Final | RawSocketUser.Ping, first);
            await silent.SendAsync(RawSocketUser.Frame(Final | RawSocketUser.Pong, payload));
        }
        await silent.SendAsync(Final | RawSocketUser.Text, "still here");
        Assert.Equal("81 still here", await silent.ReadTextAsync());
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("half-closed")]
    [InlineData("within a message")]
    public async Task Client_that_vanishes_leaves_its_room_and_its_close_handler_runs(string how)
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var witness = await SocketUser.ConnectAsync(served, "/room/a");
        Assert.Equal("client 1", await witness.ReadAsync());
        using var raw = await RawSocketUser.ConnectAsync(served, "/room/a");
        Assert.Equal("81 client 2", await raw.ReadTextAsync());
        if (how == "within a message") await raw.SendAsync(RawSocketUser.Frame(RawSocketUser.Text, new byte[70_000]), RawSocketUser.Frame(Final, new byte[100])[..9]);
        if (how == "half-closed") raw.CloseSending();
        else raw.Dispose();
        Assert.Equal("left 2", await witness.ReadAsync());
    }

    [Fact]
    public async Task Client_that_does_not_read_is_closed_with_1013_and_delays_nobody()
    {
        var log = new LogCollector();
        await using var served = await ServedApplication.GuestAsync("server_sockets", Logged(log));
        using var slow = await RawSocketUser.ConnectAsync(served, "/flood", receiveBuffer: 4096);
        await slow.SendAsync(RawSocketUser.Frame(Final | RawSocketUser.Binary, new byte[200_000]));
        await log.WaitAsync(() => log.Lines.Any(static line => line.Contains("client 1 is closed with 1013", StringComparison.Ordinal)));
        using var other = await SocketUser.ConnectAsync(served, "/echo");
        Assert.Equal("x", await other.AskAsync("x"));
        // The close frame comes when the client reads in time.
        Assert.Contains(await slow.ReadCloseAsync(), (int[])[1013, 0]);
    }

    [Fact]
    public async Task Message_for_which_the_budget_has_no_room_closes_with_1013()
    {
        var log = new LogCollector();
        await using var served = await ServedApplication.GuestAsync("server_sockets", Logged(log) with { MemoryBudget = new MemoryBudget(512 << 20) });
        var others = new Transfer(static () => { });
        Assert.True(served.Application.Transfers.TryCharge(others, (256 << 20) - 100_000, null));
        using var user = await SocketUser.ConnectAsync(served, "/echo");
        Assert.Equal(50_000, (await user.AskAsync(new string('x', 50_000))).Length);
        await user.SendAsync(new string('x', 200_000));
        Assert.Equal(1013, await user.ReadCloseAsync());
        Assert.Single(log.Lines, static line => line.EndsWith("client 1 is closed with 1013: the memory budget has no room for its message", StringComparison.Ordinal));
        served.Application.Transfers.Release(others);
        using var again = await SocketUser.ConnectAsync(served, "/echo");
        Assert.Equal(200_000, (await again.AskAsync(new string('x', 200_000))).Length);
    }

    [Fact]
    public async Task Reload_under_load_loses_no_message_and_rooms_span_versions()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets", new CleanServerOptions { SocketRate = 1_000_000 });
        using var old = await SocketUser.ConnectAsync(served, "/room/a");
        Assert.Equal("client 1", await old.ReadAsync());
        var users = new List<SocketUser>();
        for (var i = 0; i < 8; i++) users.Add(await SocketUser.ConnectAsync(served, "/echo"));
        using var reloaded = new CancellationTokenSource();
        var talks = users.Select(user => Task.Run(async () =>
        {
            for (var i = 0; !reloaded.IsCancellationRequested; i++) Assert.Equal($"{i}", await user.AskAsync($"{i}"));
            Assert.Equal("end", await user.AskAsync("end"));
            user.Dispose();
        })).ToList();
        for (var i = 0; i < 5; i++) served.Application.Reload(TestGuests.Read("server_sockets"));
        await reloaded.CancelAsync();
        await Task.WhenAll(talks);
        using var young = await SocketUser.ConnectAsync(served, "/room/a");
        Assert.StartsWith("client ", await young.ReadAsync(), StringComparison.Ordinal);
        await old.SendAsync("from the old version");
        Assert.Equal("from the old version", await old.ReadAsync());
        Assert.Equal("from the old version", await young.ReadAsync());
    }

    [Fact]
    public async Task Events_go_to_the_new_version_and_stay_in_the_old_one_without_a_route_there()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var user = await SocketUser.ConnectAsync(served, "/echo");
        using var room = await SocketUser.ConnectAsync(served, "/room/a");
        Assert.Equal("client 2", await room.ReadAsync());
        served.Application.Reload(TestGuests.Read("server_sockets_next"));
        Assert.Equal("new x", await user.AskAsync("x"));
        Assert.Equal("y", await room.AskAsync("y"));
        Assert.Equal(404, await SocketUser.TryConnectAsync(served, "/room/a"));
    }

    [Fact]
    public async Task Shutdown_closes_with_1001_and_runs_close_handlers()
    {
        var log = new LogCollector();
        var served = await ServedApplication.GuestAsync("server_sockets", Logged(log));
        using var user = await SocketUser.ConnectAsync(served, "/silent");
        using var idle = await RawSocketUser.ConnectAsync(served, "/silent");
        var ended = served.DisposeAsync();
        Assert.Equal(1001, await user.ReadCloseAsync());
        // Never answers the close frame.
        Assert.Equal(1001, await idle.ReadCloseAsync());
        await ended;
        Assert.Contains(log.Lines, static line => line.EndsWith("closed 1", StringComparison.Ordinal));
        Assert.Contains(log.Lines, static line => line.EndsWith("closed 2", StringComparison.Ordinal));
    }

    static CleanServerOptions Logged(LogCollector log) => new() { Guest = new GuestOptions { Logger = log } };
}
