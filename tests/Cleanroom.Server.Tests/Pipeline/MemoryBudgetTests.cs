using System.Net;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;
using Cleanroom.Wasm;

namespace Cleanroom.Server.Tests.Pipeline;

/// <summary>Requests for which the memory budget has no room wait, or get 503 (contract, server 16). The tests themselves are who uses the budget up.</summary>
public sealed class MemoryBudgetTests
{
    const long Budget = 32 << 20;

    readonly LogCollector _log = new();

    [Fact]
    public async Task Requests_wait_for_memory_and_are_answered()
    {
        await using var served = await StartAsync("server_isolation", new CleanServerOptions());
        var budget = served.Application.Memory.Budget;
        var taken = UseUp(budget);
        var waiting = Enumerable.Range(0, 5).Select(i => served.Client.GetStringAsync($"/memory?v={i:0000}")).ToArray();
        await _log.WaitAsync(() => Warnings == 1);
        using var limit = new CancellationTokenSource(Patience.Long);
        while (served.Application.GuestStates.Busy < waiting.Length) await Task.Delay(5, limit.Token);
        Assert.Contains("ok", await served.Client.GetStringAsync("/_health/live", limit.Token), StringComparison.Ordinal);
        Assert.DoesNotContain(waiting, answer => answer.IsCompleted);
        budget.Release(taken);
        for (var i = 0; i < waiting.Length; i++) Assert.Equal($"{i:0000}", await waiting[i]);
        Assert.Equal(1, Warnings);
        Assert.Equal(0, served.Application.Memory.Refused);
    }

    [Fact]
    public async Task Request_that_waits_too_long_is_503_with_a_time_to_come_back()
    {
        await using var served = await StartAsync("server_isolation", new CleanServerOptions { RequestTimeout = TimeSpan.FromSeconds(1) });
        var taken = UseUp(served.Application.Memory.Budget);
        using (var refused = await served.Client.GetAsync("/memory?v=1"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(1, refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
            Assert.Contains("\"code\":\"OVERLOADED\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.Equal(1, served.Application.Memory.Refused);
        Assert.True(served.Application.HasFreeGuest);
        served.Application.Memory.Budget.Release(taken);
        Assert.Equal("1", await served.Client.GetStringAsync("/memory?v=1"));
    }

    [Fact]
    public async Task Client_that_leaves_while_it_waits_leaves_its_place()
    {
        await using var served = await StartAsync("server_isolation", new CleanServerOptions { MaxBlocked = 1 });
        var taken = UseUp(served.Application.Memory.Budget);
        using (var client = await RawClient.ConnectAsync(served))
        {
            await client.SendAsync("GET /memory?v=1 HTTP/1.1\r\nHost: x\r\n\r\n");
            await _log.WaitAsync(() => Warnings == 1);
            client.Reset();
        }
        await _log.WaitAsync(() => _log.Lines.Any(line => line.Contains(" 499 ", StringComparison.Ordinal)));
        Assert.True(served.Application.HasFreeGuest);
        served.Application.Memory.Budget.Release(taken);
        Assert.Equal("1", await served.Client.GetStringAsync("/memory?v=1"));
    }

    [Fact]
    public async Task Growth_beyond_the_budget_is_503_and_the_log_says_why()
    {
        await using var served = await StartAsync("server_memory", new CleanServerOptions());
        var before = served.Application.Memory.Budget.Used;
        using (var refused = await served.Client.GetAsync("/hold?v=x")) Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains(_log.Lines, line => line.Contains("GET /hold failed: out of memory", StringComparison.Ordinal) && line.Contains("bytes of the memory budget are in use", StringComparison.Ordinal));
        Assert.Equal(1, served.Application.Memory.Refused);
        Assert.Equal("ok", await served.Client.GetStringAsync("/small"));
        Assert.Equal(before, served.Application.Memory.Budget.Used);
    }

    [Theory]
    [InlineData(1000, 0, HttpStatusCode.OK)]
    [InlineData(100_000, 1 << 20, HttpStatusCode.OK)]
    [InlineData(1000, 1000, HttpStatusCode.OK)]
    [InlineData(100_000, 1000, HttpStatusCode.ServiceUnavailable)]
    [InlineData(5 << 20, 8 << 20, HttpStatusCode.ServiceUnavailable)]
    public async Task Body_beyond_the_budget_is_503(int length, int room, HttpStatusCode status)
    {
        await using var served = await StartAsync("server_memory", new CleanServerOptions());
        var budget = served.Application.Memory.Budget;
        Assert.Equal("ok", await served.Client.GetStringAsync("/small"));
        var before = budget.Used;
        if (room > 0) Assert.True(budget.TryCharge(Budget - before - room));
        using (var answer = await served.Client.PostAsync("/echo", new ByteArrayContent(new byte[length])))
        {
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal(status != HttpStatusCode.OK, answer.Headers.RetryAfter is not null);
        }
        if (room > 0) budget.Release(Budget - before - room);
        // The request ends after its answer; the guest may have grown a little.
        Assert.True(SpinWait.SpinUntil(() => budget.Used <= before + (1 << 20), Patience.Long));
    }

    [Fact]
    public async Task Slow_bodies_leave_memory_to_guests_and_the_slowest_gives_way()
    {
        var clock = new ManualClock();
        await using var served = await StartAsync("server_memory", new CleanServerOptions(), clock);
        var budget = served.Application.Memory.Budget;
        var before = budget.Used;
        // Each holds 4 MB and a little: three fit into half of 32 MB.
        var slow = new List<RawClient>();
        for (var i = 1; i <= 3; i++)
        {
            var client = await RawClient.ConnectAsync(served);
            slow.Add(client);
            await client.SendAsync($"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: {4 << 20}\r\n\r\n");
            await client.SendAsync(new byte[2 << 20]);
            var expected = before + i * (4L << 20);
            await WaitAsync(() => budget.Used >= expected);
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal("ok", await served.Client.GetStringAsync("/small"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync());
        // Each has 15 seconds in any case; then the first one is the slowest.
        clock.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync());
        Assert.StartsWith("HTTP/1.1 408 ", await slow[0].ReadToEndAsync(), StringComparison.Ordinal);
        // The request ends after its answer.
        await WaitAsync(() => budget.Used < before + (9L << 20));
        Assert.Equal(HttpStatusCode.OK, await PostAsync());
        await slow[1].SendAsync(new byte[2 << 20]);
        await slow[1].ReadToAsync("HTTP/1.1 200 ");
        foreach (var client in slow) client.Dispose();
        Assert.Equal(HttpStatusCode.OK, await PostAsync());

        // Its body holds as much as each of the others; its response fits beside two of them.
        async Task<HttpStatusCode> PostAsync()
        {
            using var answer = await served.Client.PostAsync("/echo", new ByteArrayContent(new byte[7 << 19]));
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Response_that_nobody_reads_gives_way_when_others_need_its_memory()
    {
        var clock = new ManualClock();
        await using var served = await StartAsync("server_memory", new CleanServerOptions(), clock);
        using var client = await RawClient.ConnectAsync(served, receiveBuffer: 1 << 12);
        var budget = served.Application.Memory.Budget;
        var before = budget.Used + 17 * MemoryType.PageSize;
        Assert.Equal(1 << 20, (await served.Client.GetStringAsync("/large")).Length);
        Assert.True(SpinWait.SpinUntil(() => budget.Used == before, Patience.Long));
        await client.SendAsync(string.Concat(Enumerable.Repeat("GET /large HTTP/1.1\r\nHost: x\r\n\r\n", 100)));
        Assert.True(SpinWait.SpinUntil(() => budget.Used >= before + (1 << 20), Patience.Long));
        // The system's buffers may take one or two responses more before the connection stands still.
        using var limit = new CancellationTokenSource(Patience.Long);
        while (budget.Used != before)
        {
            clock.Advance(TimeSpan.FromSeconds(16));
            // Half of the budget is 16 MB, of which one is taken.
            using var refused = await served.Client.PostAsync("/echo", new ByteArrayContent(new byte[9 << 20]), limit.Token);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }
        Assert.True(await client.CountToEndAsync() < 100 << 20);
    }

    [Fact]
    public async Task Response_that_nobody_reads_counts_until_its_connection_ends()
    {
        await using var served = await StartAsync("server_memory", new CleanServerOptions());
        var budget = served.Application.Memory.Budget;
        // The guest grows by 17 pages and keeps them; the copy of its answer is released after the client has read it.
        var before = budget.Used + 17 * MemoryType.PageSize;
        Assert.Equal(1 << 20, (await served.Client.GetStringAsync("/large")).Length);
        Assert.True(SpinWait.SpinUntil(() => budget.Used == before, Patience.Long));
        using (var client = await RawClient.ConnectAsync(served, receiveBuffer: 1 << 12))
        {
            await client.SendAsync(string.Concat(Enumerable.Repeat("GET /large HTTP/1.1\r\nHost: x\r\n\r\n", 100)));
            Assert.True(SpinWait.SpinUntil(() => budget.Used >= before + (1 << 20), Patience.Long));
            client.Reset();
        }
        Assert.True(SpinWait.SpinUntil(() => budget.Used == before, Patience.Long));
    }

    [Fact]
    public async Task Response_without_room_for_its_copy_is_503()
    {
        await using var served = await StartAsync("server_memory", new CleanServerOptions());
        var budget = served.Application.Memory.Budget;
        var grown = budget.Used + 17 * MemoryType.PageSize;
        Assert.Equal(1 << 20, (await served.Client.GetStringAsync("/large")).Length);
        Assert.True(SpinWait.SpinUntil(() => budget.Used == grown, Patience.Long));
        var taken = budget.Limit - budget.Used - 1000;
        Assert.True(budget.TryCharge(taken));
        using (var refused = await served.Client.GetAsync("/large")) Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains(_log.Lines, line => line.Contains("the handler large_ answered with 1048576 bytes, for which the memory budget has no room", StringComparison.Ordinal));
        budget.Release(taken);
        Assert.Equal(1 << 20, (await served.Client.GetStringAsync("/large")).Length);
    }

    [Fact]
    public void Application_without_room_for_a_guest_is_not_loaded()
    {
        // Its guests have 4 MB from the start: one fits, the template, and no other.
        var refused = Assert.Throws<HostException>(() => CleanApplication.Load(TestGuests.Read("server_isolation"), new CleanServerOptions { MemoryBudget = new MemoryBudget(6 << 20) }));
        Assert.Contains("bytes of the memory budget are in use", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Applications_share_a_budget_and_give_back_idle_guests_to_one_another()
    {
        var budget = new MemoryBudget(16 << 20);
        using var other = CleanApplication.Load(TestGuests.Read("server_isolation"), new CleanServerOptions { MemoryBudget = budget });
        // Two templates of 4 MB, an idle guest of each.
        await using var served = await ServedApplication.GuestAsync("server_isolation", new CleanServerOptions { MemoryBudget = budget });
        Assert.Equal((1, 0), other.GuestStates);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async i => Assert.Equal($"{i:0000}", await served.Client.GetStringAsync($"/memory?v={i:0000}"))));
        Assert.InRange(budget.Used, 12 << 20, 16 << 20);
    }

    [Fact]
    public async Task Idle_guests_of_a_version_that_is_replaced_are_given_back()
    {
        await using var served = await StartAsync("server_isolation", new CleanServerOptions());
        var old = served.Application.Current.Guests;
        Assert.Equal(1, old.Idle);
        served.Application.Reload(TestGuests.Read("server_isolation"));
        Assert.Equal((0, 1), (old.Idle, served.Application.Current.Guests.Idle));
    }

    // Without holding a thread of the pool, which the server needs.
    static async Task WaitAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience.Long);
        while (!condition()) await Task.Delay(5, limit.Token);
    }

    int Warnings => _log.Lines.Count(line => line.Contains("memory is used up", StringComparison.Ordinal));

    // Idle guests are given back.
    static long UseUp(MemoryBudget budget)
    {
        var taken = 0L;
        for (var step = budget.Limit; step > 0; step /= 2)
            while (budget.TryCharge(step)) taken += step;
        return taken;
    }

    Task<ServedApplication> StartAsync(string guest, CleanServerOptions options, TimeProvider? clock = null) =>
        ServedApplication.GuestAsync(guest, options with { MemoryBudget = new MemoryBudget(Budget), Guest = new GuestOptions { Logger = _log, Clock = clock ?? TimeProvider.System } });
}
