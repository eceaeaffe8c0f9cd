using System.Net;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.WebSockets;

/// <summary>The socket of a real program, as its description says.</summary>
public sealed class LiveModuleTests
{
    [Fact]
    [Trait("Rule", "N102")]
    public async Task Chat_welcomes_tells_everybody_and_says_who_left()
    {
        await using var served = await ServedApplication.StartAsync(SharedData.Require("modules", "server", "14_live.wasm"));
        using var first = await SocketUser.ConnectAsync(served, "/chat");
        using var second = await SocketUser.ConnectAsync(served, "/chat");
        Assert.Equal("welcome", await first.ReadAsync());
        Assert.Equal("welcome", await second.ReadAsync());
        await first.SendAsync("x");
        Assert.Equal("said: x", await first.ReadAsync());
        Assert.Equal("said: x", await second.ReadAsync());
        using var answer = await served.Client.PostAsync("/say", new StringContent("y"));
        Assert.Equal((HttpStatusCode.Accepted, "sent"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal("from http: y", await first.ReadAsync());
        Assert.Equal("from http: y", await second.ReadAsync());
        await first.CloseAsync();
        Assert.Equal("somebody left", await second.ReadAsync());
    }
}
