using System.Net;
using Cleanroom.Bridge;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Streams;

/// <summary>Event streams on real sockets (contract, server 10 and functions 17).</summary>
public sealed class EventStreamTests
{
    readonly LogCollector _log = new();
    readonly ManualClock _clock = new();

    [Fact]
    [Trait("Rule", "N101")]
    public async Task Events_arrive_at_once_as_text_that_nothing_compresses_or_caches()
    {
        await using var served = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/wait") { Headers = { { "Accept-Encoding", "gzip, br" } } };
        using var answer = await served.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(["no-cache", "no"], [answer.Headers.CacheControl!.ToString(), answer.Headers.GetValues("X-Accel-Buffering").Single()]);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        using var events = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("data: open", await events.ReadLineAsync());
        Assert.Equal("", await events.ReadLineAsync());
    }

    [Theory]
    [Trait("Rule", "N101")]
    [InlineData("", "plain", "data: plain\n\n")]
    [InlineData("", "", "data: \n\n")]
    [InlineData("tick", "a\nb\r\nc\rd\n", "event: tick\ndata: a\ndata: b\ndata: c\ndata: d\ndata: \n\n")]
    [InlineData("a\nid: 7\r\0", "x", "event: aid: 7\ndata: x\n\n")]
    [InlineData("\r\n\0", "x", "data: x\n\n")]
    [InlineData("größe", "zoë €", "event: größe\ndata: zoë €\n\n")]
    public async Task Line_ends_make_no_fields(string name, string data, string expected)
    {
        await using var served = await StartAsync();
        Assert.Equal(expected, await served.Client.GetStringAsync($"/echo?n={Uri.EscapeDataString(name)}&d={Uri.EscapeDataString(data)}"));
    }

    [Fact]
    public async Task Head_gets_the_headers_alone()
    {
        await using var served = await StartAsync();
        using var answer = await served.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/wait"));
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Client_that_leaves_ends_the_guests_sleep_and_frees_its_place()
    {
        await using var served = await StartAsync(new CleanServerOptions { MaxStreams = 1 });
        using (var client = await OpenAsync(served, "/wait")) client.Reset();
        await _log.WaitAsync(() => IsPrinted("ended"));
        await WaitForPlaceAsync(served);
        using var next = await OpenAsync(served, "/wait");
    }

    [Fact]
    public async Task Closed_stream_takes_nothing_more()
    {
        await using var served = await StartAsync();
        Assert.Equal("retry: 250\n\n", await served.Client.GetStringAsync("/close"));
        await _log.WaitAsync(() => IsPrinted("closed"));
    }

    [Fact]
    public async Task Request_has_no_stream()
    {
        await using var served = await StartAsync();
        Assert.Equal("refused", await served.Client.GetStringAsync("/say"));
    }

    [Fact]
    public async Task Sleep_outlasts_the_time_limit_of_requests()
    {
        await using var served = await StartAsync(new CleanServerOptions { RequestTimeout = TimeSpan.FromMilliseconds(200) });
        using var client = await OpenAsync(served, "/wait");
        // Requests of that length are stopped; the guest of the stream still sleeps.
        for (var i = 0; i < 3; i++) Assert.Equal("data: open\n\n", await served.Client.GetStringAsync("/late"));
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        Assert.DoesNotContain(_log.Lines, line => line.Contains("/wait failed", StringComparison.Ordinal));
        client.Reset();
        await _log.WaitAsync(() => IsPrinted("ended"));
    }

    [Fact]
    public async Task Handler_that_traps_ends_its_stream_and_is_logged()
    {
        await using var served = await StartAsync();
        Assert.Equal("data: open\n\n", await served.Client.GetStringAsync("/trap"));
        await _log.WaitAsync(() => _log.Lines.Any(line => line.Contains("GET /trap failed: unreachable", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Handler_that_ignores_the_end_is_stopped()
    {
        await using var served = await StartAsync();
        using (var client = await OpenAsync(served, "/loop")) client.Reset();
        await _log.WaitAsync(() => _log.Lines.Any(line => line.Contains("the handler of the stream /loop was stopped", StringComparison.Ordinal)));
        await WaitForPlaceAsync(served);
    }

    [Fact]
    public async Task Client_that_does_not_read_is_cut_off()
    {
        await using var served = await StartAsync();
        using var client = await RawClient.ConnectAsync(served, receiveBuffer: 1 << 12);
        await client.SendAsync("GET /flood HTTP/1.1\r\nHost: x\r\n\r\n");
        await _log.WaitAsync(() => IsPrinted("cut"));
        await _log.WaitAsync(() => _log.Lines.Any(line => line.Contains("the stream /flood was closed: its client left more than 1048576 bytes unread", StringComparison.Ordinal)));
        await WaitForPlaceAsync(served);
    }

    [Fact]
    public async Task Comment_keeps_the_connection_open()
    {
        await using var served = await StartAsync();
        using var client = await OpenAsync(served, "/wait");
        _clock.Advance(TimeSpan.FromSeconds(15));
        await client.ReadToAsync("3\r\n:\n\n");
        _clock.Advance(TimeSpan.FromSeconds(15));
        await client.ReadToAsync("3\r\n:\n\n");
    }

    [Fact]
    public async Task Stream_ends_after_its_time()
    {
        await using var served = await StartAsync(new CleanServerOptions { StreamTimeout = TimeSpan.FromMinutes(10) });
        using var client = await OpenAsync(served, "/wait");
        _clock.Advance(TimeSpan.FromMinutes(11));
        await client.ReadToAsync("0\r\n\r\n");
        Assert.True(IsPrinted("ended"));
    }

    [Fact]
    public async Task Streams_beyond_the_limits_are_refused()
    {
        await using var served = await StartAsync(new CleanServerOptions { MaxStreams = 3, MaxStreamsPerAddress = 2 });
        using var first = await OpenAsync(served, "/wait");
        using var second = await OpenAsync(served, "/wait");
        using (var refused = await served.Client.GetAsync("/wait")) Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        first.Reset();
        while (served.Application.States.Find<Cleanroom.Server.Streams.OpenStreams>()!.Count > 1) await Task.Delay(5);
        using var third = await OpenAsync(served, "/wait");
        await using var one = await StartAsync(new CleanServerOptions { MaxStreams = 1 });
        using var only = await OpenAsync(one, "/wait");
        using (var refused = await one.Client.GetAsync("/wait"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }
    }

    [Fact]
    public async Task Streams_need_no_place_of_requests()
    {
        await using var served = await StartAsync(new CleanServerOptions { MaxConcurrency = 1, MaxBlocked = 1, QueueLength = 0 });
        using var first = await OpenAsync(served, "/wait");
        using var second = await OpenAsync(served, "/wait");
        Assert.Equal("refused", await served.Client.GetStringAsync("/say"));
    }

    [Fact]
    public async Task Reload_lets_streams_end_in_their_version()
    {
        await using var served = await StartAsync();
        using var client = await OpenAsync(served, "/wait");
        served.Application.Reload(TestGuests.Read("server_streams"));
        Assert.Equal("data: open\n\n", await served.Client.GetStringAsync("/late"));
        _clock.Advance(TimeSpan.FromSeconds(15));
        await client.ReadToAsync(":\n\n");
        client.Reset();
        await _log.WaitAsync(() => IsPrinted("ended"));
    }

    [Fact]
    public async Task Shutdown_ends_streams()
    {
        RawClient client;
        await using (var served = await StartAsync()) client = await OpenAsync(served, "/wait");
        Assert.EndsWith("0\r\n\r\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.True(IsPrinted("ended"));
        client.Dispose();
    }

    [Fact]
    [Trait("Rule", "N70")]
    public async Task Many_streams_get_their_events()
    {
        const int count = 200;
        await using var served = await StartAsync(new CleanServerOptions { MaxStreamsPerAddress = count });
        var clients = new List<RawClient>();
        for (var i = 0; i < count; i++) clients.Add(await OpenAsync(served, "/wait"));
        _clock.Advance(TimeSpan.FromSeconds(15));
        foreach (var client in clients) await client.ReadToAsync(":\n\n");
        Assert.Equal(count, served.Application.States.Find<Cleanroom.Server.Streams.OpenStreams>()!.Count);
        foreach (var client in clients) client.Reset();
        await WaitForPlaceAsync(served);
    }

    bool IsPrinted(string line) => _log.Lines.Any(logged => logged.StartsWith("program, request ", StringComparison.Ordinal) && logged.EndsWith($": {line}", StringComparison.Ordinal));

    static async Task<RawClient> OpenAsync(ServedApplication served, string path)
    {
        var client = await RawClient.ConnectAsync(served);
        await client.SendAsync($"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
        await client.ReadToAsync("data: open\n\n");
        return client;
    }

    static async Task WaitForPlaceAsync(ServedApplication served)
    {
        using var limit = new CancellationTokenSource(Patience.Long);
        while (served.Application.States.Find<Cleanroom.Server.Streams.OpenStreams>()!.Count > 0) await Task.Delay(5, limit.Token);
    }

    Task<ServedApplication> StartAsync(CleanServerOptions? options = null) =>
        ServedApplication.GuestAsync("server_streams", (options ?? new CleanServerOptions()) with { Guest = new GuestOptions { Logger = _log, Clock = _clock } });
}
