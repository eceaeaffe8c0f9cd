using System.Globalization;
using System.Net;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Faults;

/// <summary>More guests than the process has memory for: 256 that have written 32 MB each and wait. It never ends the process (contract, server 16).</summary>
public sealed class MemoryBudgetTests
{
    const int Requests = 256;

    static readonly string Module = TestGuests.PathOf("server_memory");

    [Fact]
    public async Task Guests_beyond_the_budget_are_refused_and_the_server_goes_on()
    {
        using var peer = new HeldServer();
        using var served = await ServedTool.StartAsync(Module, "--memory-budget", "256", "--net", $"127.0.0.1:{peer.Port}", "--metrics", "/metrics", "-q");
        Assert.Equal(256 << 20, await ReadMetricAsync(served, "clean_memory_budget_bytes"));
        // Seven of 32 MB fit beside the template and the small ones.
        var refused = await FloodAsync(served, peer, atLeastHeld: 7);
        Assert.Equal(Requests - 7, refused);
        Assert.Equal(refused, await ReadMetricAsync(served, "clean_memory_refused_total"));
    }

    [Theory]
    [InlineData("ulimit -v 8000000")]
    [InlineData("ulimit -d 1500000")]
    public async Task Limit_of_the_system_never_ends_the_process(string limit)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have no such limit.");
        using var peer = new HeldServer();
        using var served = await ServedTool.StartAsync(Module, ["--net", $"127.0.0.1:{peer.Port}", "--metrics", "/metrics", "-q", "--request-timeout", "100"], null, null, limit);
        await FloodAsync(served, peer, atLeastHeld: 1);
    }

    [Fact]
    public async Task Limit_of_a_control_group_never_ends_the_process()
    {
        const long bytes = 1 << 30;
        using var group = ControlGroup.Create(bytes);
        using var peer = new HeldServer();
        using var served = await ServedTool.StartAsync(Module, ["--net", $"127.0.0.1:{peer.Port}", "--metrics", "/metrics", "-q"], null, null, group.Enter);
        Assert.InRange(await ReadMetricAsync(served, "clean_memory_budget_bytes"), bytes / 4 * 3 - 4096, bytes / 4 * 3);
        await FloodAsync(served, peer, atLeastHeld: 1);
    }

    [Fact]
    public void Budget_without_room_for_a_guest_is_refused_at_start()
    {
        var result = Tool.Run("serve", Module, "--port", "0", "--memory-budget", "100KB");
        Assert.Equal(5, result.ExitCode);
        Assert.Contains("cannot be run: no memory for 1 pages: 65536 of 102400 bytes of the memory budget are in use", result.Error, StringComparison.Ordinal);
    }

    // Returns how many requests were refused.
    static async Task<int> FloodAsync(ServedTool served, HeldServer peer, int atLeastHeld)
    {
        using var client = new HttpClient { BaseAddress = served.Address, Timeout = Patience.Long };
        var answers = Enumerable.Range(0, Requests).Select(_ => client.GetAsync($"/hold?v=http://127.0.0.1:{peer.Port}/")).ToArray();
        await served.ReadErrorAsync("memory is used up");
        using var limit = new CancellationTokenSource(Patience.Long);
        while (peer.Waiting < atLeastHeld) await Task.Delay(10, limit.Token);
        Assert.Equal("200", await StatusAsync(client, "/_health/live"));
        peer.Release();
        var refused = 0;
        foreach (var answer in answers)
        {
            using var ended = await answer;
            Assert.Contains(ended.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable]);
            if (ended.StatusCode == HttpStatusCode.OK) continue;
            refused++;
            Assert.Equal(1, ended.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
            Assert.Contains("OVERLOADED", await ended.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.InRange(refused, 0, Requests - atLeastHeld);
        // All is well again: idle guests keep one page each.
        Assert.Equal("200", await StatusAsync(client, "/small"));
        Assert.Equal("200", await StatusAsync(client, $"/hold?v=http://127.0.0.1:{peer.Port}/"));
        Assert.InRange(await ReadMetricAsync(served, "clean_memory_used_bytes"), 1, 32 << 20);
        Assert.False(served.HasEnded);
        return refused;
    }

    static async Task<string> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return $"{(int)answer.StatusCode}";
    }

    static async Task<long> ReadMetricAsync(ServedTool served, string name)
    {
        var line = (await served.Client.GetStringAsync("/metrics")).Split('\n').Single(line => line.StartsWith(name + ' ', StringComparison.Ordinal));
        return long.Parse(line[name.Length..], NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}
