using System.Net;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Streams;

/// <summary>Event streams of the real process.</summary>
public sealed class StreamTests
{
    static readonly string Guest = TestGuests.PathOf("server_streams");

    [Fact]
    public async Task Real_module_sends_its_events()
    {
        using var server = await ServedTool.StartAsync(SharedData.Require("modules", "server", "14_live.wasm"));
        const string expected = "retry: 1500\n\nevent: tick\ndata: {\"n\":1}\n\nevent: tick\ndata: {\"n\":2}\n\nevent: tick\ndata: {\"n\":3}\n\ndata: line one\ndata: line two\n\n";
        Assert.Equal(expected, await server.Client.GetStringAsync("/ticks"));
    }

    [Fact]
    public async Task Limits_are_those_of_the_options()
    {
        using var server = await ServedTool.StartAsync(Guest, "--max-streams", "2", "--max-streams-per-address", "1");
        using var first = await OpenAsync(server);
        using var events = await ReadAsync(first);
        using (var refused = await server.Client.GetAsync("/wait", HttpCompletionOption.ResponseHeadersRead)) Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        using var one = await ServedTool.StartAsync(Guest, "--max-streams", "1");
        using var only = await OpenAsync(one);
        using (var refused = await one.Client.GetAsync("/wait", HttpCompletionOption.ResponseHeadersRead)) Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
    }

    [Fact]
    public async Task Stream_ends_after_the_time_of_the_option()
    {
        using var server = await ServedTool.StartAsync(Guest, "--stream-timeout", "1");
        Assert.Equal("data: open\n\n", await server.Client.GetStringAsync("/wait"));
    }

    [Fact]
    public async Task Shutdown_ends_streams_and_is_clean()
    {
        using var server = await ServedTool.StartAsync(Guest);
        using var stream = await OpenAsync(server);
        using var events = await ReadAsync(stream);
        Assert.Equal(0, await server.EndAsync());
        Assert.Equal("\n", await events.ReadToEndAsync().WaitAsync(Patience.Long));
    }

    static Task<HttpResponseMessage> OpenAsync(ServedTool server) => server.Client.GetAsync("/wait", HttpCompletionOption.ResponseHeadersRead);

    static async Task<StreamReader> ReadAsync(HttpResponseMessage answer)
    {
        var events = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("data: open", await events.ReadLineAsync());
        return events;
    }
}
