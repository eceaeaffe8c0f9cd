using Cleanroom.Server.Tests.Support;
using Cleanroom.Server.WebSockets;

namespace Cleanroom.Server.Tests.WebSockets;

/// <summary>Client ids, rooms and messages from other events (contract, functions 18).</summary>
public sealed class SocketRoomTests
{
    [Fact]
    public async Task Clients_are_numbered_from_1_and_a_room_reaches_its_members_only()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var first = await SocketUser.ConnectAsync(served, "/room/a");
        Assert.Equal("client 1", await first.ReadAsync());
        using var second = await SocketUser.ConnectAsync(served, "/room/a");
        Assert.Equal("client 2", await second.ReadAsync());
        using var third = await SocketUser.ConnectAsync(served, "/room/b");
        Assert.Equal("client 3", await third.ReadAsync());
        await first.SendAsync("to a");
        await third.SendAsync("to b");
        Assert.Equal("to a", await first.ReadAsync());
        Assert.Equal("to a", await second.ReadAsync());
        Assert.Equal("to b", await third.ReadAsync());
    }

    [Fact]
    public async Task Client_that_is_gone_has_left_its_rooms_and_its_id_is_not_given_again()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        var hub = served.Application.States.Find<SocketHub>()!;
        using var first = await SocketUser.ConnectAsync(served, "/room/a");
        using (var second = await SocketUser.ConnectAsync(served, "/room/a"))
        {
            Assert.Equal("client 2", await second.ReadAsync());
            await second.CloseAsync();
        }
        Assert.Equal("client 1", await first.ReadAsync());
        Assert.Equal("left 2", await first.ReadAsync());
        using (var answer = await served.Client.PostAsync("/to/2", new StringContent("for nobody"))) Assert.True(answer.IsSuccessStatusCode);
        await first.CloseAsync();
        using var other = await SocketUser.ConnectAsync(served, "/echo");
        Assert.Equal("x", await other.AskAsync("x"));
        while (hub.Count > 1) await Task.Yield();
        Assert.Equal(0, hub.Rooms);
        using var next = await SocketUser.ConnectAsync(served, "/room/a");
        Assert.Equal("client 4", await next.ReadAsync());
    }

    [Fact]
    public async Task Client_can_leave_a_room()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var user = await SocketUser.ConnectAsync(served, "/leave");
        Assert.Equal("done", await user.AskAsync("for nobody"));
    }

    [Fact]
    public async Task Requests_and_queued_calls_reach_every_client()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var first = await SocketUser.ConnectAsync(served, "/room/a");
        Assert.Equal("client 1", await first.ReadAsync());
        using var second = await SocketUser.ConnectAsync(served, "/room/b");
        Assert.Equal("client 2", await second.ReadAsync());
        await PostAsync("/all", "to all");
        Assert.Equal("to all", await first.ReadAsync());
        Assert.Equal("to all", await second.ReadAsync());
        await PostAsync("/to/2", "to 2");
        Assert.Equal("to 2", await second.ReadAsync());
        await PostAsync("/in/a", "in a");
        Assert.Equal("in a", await first.ReadAsync());
        await PostAsync("/later", "");
        Assert.Equal("from a queued call", await first.ReadAsync());
        Assert.Equal("from a queued call", await second.ReadAsync());
        // Outside of an event there is no client and no message.
        Assert.Equal("0", await PostAsync("/end/2", ""));
        Assert.Equal(1000, await second.ReadCloseAsync());

        async Task<string> PostAsync(string path, string body)
        {
            using var answer = await served.Client.PostAsync(path, new StringContent(body));
            return await answer.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task Client_can_be_in_so_many_rooms_only()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        var hub = served.Application.States.Find<SocketHub>()!;
        using var user = await SocketUser.ConnectAsync(served, "/room/a");
        Assert.Equal("client 1", await user.ReadAsync());
        for (var i = 1; i < SocketRooms.MaxRooms; i++) Assert.True(hub.Join(1, BitConverter.GetBytes(i)));
        Assert.False(hub.Join(1, "another"u8));
        Assert.True(hub.Join(1, "a"u8));
        hub.Leave(1, "a"u8);
        Assert.True(hub.Join(1, "another"u8));
        Assert.Equal(SocketRooms.MaxRooms, hub.Rooms);
    }
}
