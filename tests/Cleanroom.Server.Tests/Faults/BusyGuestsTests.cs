using System.Net;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Faults;

/// <summary>Guests that loop for ever, as many as there may be and more.</summary>
public sealed class BusyGuestsTests
{
    [Fact]
    [Trait("Rule", "N64")]
    public async Task Loops_in_all_guests_end_and_health_is_told_meanwhile()
    {
        await using var served = await ServedApplication.GuestAsync("server_examples", new CleanServerOptions { MaxConcurrency = 4, QueueLength = 100, RequestTimeout = TimeSpan.FromSeconds(3) });
        var loops = Enumerable.Range(0, 4).Select(_ => served.Client.GetAsync("/r/loop")).ToArray();
        await UntilBusyAsync(served, 4);
        Assert.False(served.Application.HasFreeGuest);
        Assert.Contains("ok", await served.Client.GetStringAsync("/_health/live"), StringComparison.Ordinal);
        foreach (var loop in loops)
            using (var answer = await loop) Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.True(served.Application.HasFreeGuest);
        Assert.Equal("hello", await served.Client.GetStringAsync("/r/text"));
    }

    [Fact]
    public async Task Request_beyond_the_queue_is_503_with_a_time_to_come_back()
    {
        await using var served = await ServedApplication.GuestAsync("server_examples", new CleanServerOptions { MaxConcurrency = 1, QueueLength = 1, RequestTimeout = TimeSpan.FromSeconds(6) });
        var loop = served.Client.GetAsync("/r/loop");
        await UntilBusyAsync(served, 1);
        var waiting = served.Client.GetAsync("/r/text");
        var refused = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => served.Client.GetAsync("/r/text")));
        var overloaded = refused.Where(answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable).ToList();
        Assert.True(overloaded.Count >= 3, $"{overloaded.Count} of 4 were turned away");
        Assert.All(overloaded, answer => Assert.Equal(1, answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds));
        Assert.Contains("OVERLOADED", await overloaded[0].Content.ReadAsStringAsync(), StringComparison.Ordinal);
        foreach (var answer in refused) answer.Dispose();
        (await waiting).Dispose();
        (await loop).Dispose();
        Assert.Equal("hello", await served.Client.GetStringAsync("/r/text"));
    }

    static async Task UntilBusyAsync(ServedApplication served, int guests)
    {
        using var limit = new CancellationTokenSource(Patience.Long);
        while (served.Application.GuestStates.Busy < guests) await Task.Delay(5, limit.Token);
    }
}
