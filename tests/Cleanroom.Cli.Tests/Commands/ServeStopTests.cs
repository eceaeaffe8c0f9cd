using System.Net;
using System.Text.Json;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>The end of <c>cleanroom serve</c>: signals, draining, and a process that is killed.</summary>
public sealed class ServeStopTests
{
    static readonly string Examples = TestGuests.PathOf("server_examples");

    [Fact]
    [Trait("Rule", "N71")]
    public async Task Running_requests_finish_and_a_second_signal_ends_the_server_at_once()
    {
        using var served = await ServedTool.StartAsync(Examples, "-q", "--request-timeout", "6", "--metrics", "/metrics");
        var slow = served.Client.GetAsync("/r/sleep");
        await UntilBusyAsync(served);
        served.Signal("TERM");
        using (var answer = await slow) Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Equal(0, await served.WaitForExitAsync());

        using var stubborn = await ServedTool.StartAsync(Examples, "-q", "--request-timeout", "600", "--metrics", "/metrics");
        var loop = stubborn.Client.GetAsync("/r/loop");
        await UntilBusyAsync(stubborn);
        stubborn.Signal("TERM");
        // Another one: two equal signals may arrive as one.
        stubborn.Signal("INT");
        Assert.Equal(130, await stubborn.WaitForExitAsync());
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => loop);
    }

    [Fact]
    public async Task Drain_timeout_ends_what_does_not_finish()
    {
        using var served = await ServedTool.StartAsync(Examples, "-q", "--request-timeout", "600", "--drain-timeout", "0.2", "--metrics", "/metrics");
        var loop = served.Client.GetAsync("/r/loop");
        await UntilBusyAsync(served);
        served.Signal("TERM");
        Assert.Equal(0, await served.WaitForExitAsync());
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => loop);
    }

    [Fact]
    [Trait("Rule", "N129")]
    public async Task Killed_server_keeps_what_it_acknowledged_and_nothing_of_open_transactions()
    {
        const int clients = 6;
        using var folder = new TemporaryFolder();
        string[] options = ["-q", "--database", $"sqlite:{Path.Combine(folder.Path, "x.db")}"];
        var guest = TestGuests.PathOf("server_isolation");
        int acknowledged;
        using (var served = await ServedTool.StartAsync(guest, options)) acknowledged = await KillWhileWritingAsync(served, clients);
        using var again = await ServedTool.StartAsync(guest, options);
        using var answer = JsonDocument.Parse(await again.Client.GetStringAsync("/count"));
        var count = answer.RootElement.GetProperty("data").GetProperty("rows")[0].GetProperty("n").GetInt32();
        // A commit whose answer was cut off may have happened.
        Assert.InRange(count, acknowledged, acknowledged + clients / 2);
    }

    // Returns how many commits were acknowledged. Half of the clients open transactions that they never commit.
    static async Task<int> KillWhileWritingAsync(ServedTool served, int clients)
    {
        int next = 0, acknowledged = 0;
        var work = Enumerable.Range(0, clients).Select(async i =>
        {
            try
            {
                while (true)
                {
                    var number = Interlocked.Increment(ref next);
                    var text = await served.Client.GetStringAsync($"/{(i % 2 == 0 ? "commit" : "transaction")}?v=[\"{number}\"]");
                    if (text == "1") Interlocked.Increment(ref acknowledged);
                }
            }
            catch (HttpRequestException)
            {
                // The server is gone.
            }
        }).ToArray();
        using var limit = new CancellationTokenSource(Patience.Long);
        while (Volatile.Read(ref acknowledged) < 50) await Task.Delay(5, limit.Token);
        served.Signal("KILL");
        await Task.WhenAll(work);
        return acknowledged;
    }

    // Until a request has its guest.
    static async Task UntilBusyAsync(ServedTool served)
    {
        using var limit = new CancellationTokenSource(Patience.Long);
        while (!(await served.Client.GetStringAsync("/metrics", limit.Token)).Contains("clean_guest_states{state=\"busy\"} 1", StringComparison.Ordinal)) await Task.Delay(5, limit.Token);
    }
}
