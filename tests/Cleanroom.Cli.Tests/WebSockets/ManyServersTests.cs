using System.Net.WebSockets;
using System.Text;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.WebSockets;

/// <summary>WebSocket clients of two real servers that share a real Redis server.</summary>
public sealed class ManyServersTests
{
    static string Module => SharedData.Require("modules", "server", "14_live.wasm");

    [Fact]
    public async Task Rooms_and_broadcasts_reach_the_clients_of_every_server()
    {
        var url = Url(RedisServer.Require());
        using var one = await ServedTool.StartAsync(Module, "--broadcast", url);
        using var two = await ServedTool.StartAsync(Module, "--broadcast", url);
        using var first = await ConnectAsync(one);
        using var second = await ConnectAsync(two);
        await SendAsync(first, "x");
        Assert.Equal(["said: x", "said: x"], [await ReadAsync(first), await ReadAsync(second)]);
        for (var i = 0; i < 50; i++) await SendAsync(second, $"{i}");
        for (var i = 0; i < 50; i++) Assert.Equal([$"said: {i}", $"said: {i}"], [await ReadAsync(first), await ReadAsync(second)]);
        using (await two.Client.PostAsync("/say", new StringContent("y"))) Assert.Equal(["from http: y", "from http: y"], [await ReadAsync(first), await ReadAsync(second)]);
        await first.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        Assert.Equal("somebody left", await ReadAsync(second));
    }

    [Fact]
    public async Task State_in_redis_is_the_default_and_memory_is_this_server_alone()
    {
        var url = Url(RedisServer.Require());
        using var one = await ServedTool.StartAsync(Module, "--state", url);
        using var two = await ServedTool.StartAsync(Module, "--state", url);
        using var alone = await ServedTool.StartAsync(Module, "--state", url, "--broadcast", "memory");
        using var first = await ConnectAsync(one);
        using var second = await ConnectAsync(two);
        using var third = await ConnectAsync(alone);
        await SendAsync(first, "x");
        Assert.Equal("said: x", await ReadAsync(second));
        await SendAsync(third, "mine");
        Assert.Equal("said: mine", await ReadAsync(third));
    }

    [Fact]
    public async Task Engine_that_stops_leaves_each_server_its_own_clients_and_comes_back()
    {
        using var redis = RedisServer.StartOwn();
        using var one = await ServedTool.StartAsync(Module, "--broadcast", redis.Url);
        using var two = await ServedTool.StartAsync(Module, "--broadcast", redis.Url);
        using var first = await ConnectAsync(one);
        using var second = await ConnectAsync(two);
        redis.Stop();
        await one.ReadErrorAsync("the connection for broadcasts is lost");
        await SendAsync(first, "here");
        Assert.Equal("said: here", await ReadAsync(first));
        redis.Start();
        await one.ReadErrorAsync("the connection for broadcasts is back");
        await two.ReadErrorAsync("the connection for broadcasts is back");
        // The subscription follows the connection a moment later.
        var answer = ReadAsync(second);
        while (!answer.IsCompleted)
        {
            await SendAsync(first, "again");
            await Task.WhenAny(answer, Task.Delay(100));
        }
        Assert.Equal("said: again", await answer);
    }

    [Fact]
    public async Task Server_that_is_killed_disturbs_no_other()
    {
        var url = Url(RedisServer.Require());
        using var one = await ServedTool.StartAsync(Module, "--broadcast", url);
        using var first = await ConnectAsync(one);
        using (var two = await ServedTool.StartAsync(Module, "--broadcast", url))
        {
            using var second = await ConnectAsync(two);
            await SendAsync(second, "x");
            Assert.Equal("said: x", await ReadAsync(first));
        }
        await SendAsync(first, "y");
        Assert.Equal("said: y", await ReadAsync(first));
    }

    [Fact]
    public void Engine_that_is_none_is_a_wrong_option()
    {
        var run = Tool.Run("serve", Module, "--broadcast", "amqp://user:secret@host");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("redis://USER:PASSWORD@HOST/DATABASE", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
    }

    static string Url(RedisServer server) => $"{server.Url}?prefix={Guid.NewGuid():N}:";

    static async Task<ClientWebSocket> ConnectAsync(ServedTool server)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(server.Client.BaseAddress!) { Scheme = "ws", Path = "/chat" }.Uri, CancellationToken.None);
        Assert.Equal("welcome", await ReadAsync(socket));
        return socket;
    }

    static Task SendAsync(ClientWebSocket socket, string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    static async Task<string> ReadAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(Patience.Long);
        var buffer = new byte[1000];
        var read = await socket.ReceiveAsync(buffer, limit.Token);
        return Encoding.UTF8.GetString(buffer, 0, read.Count);
    }
}
