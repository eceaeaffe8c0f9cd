using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Isolation;

/// <summary>What many requests leave behind.</summary>
[Collection(Alone.Name)]
public sealed class MemoryOfRequestsTests
{
    [Fact]
    [Trait("Rule", "N32")]
    public async Task Ten_thousand_requests_leave_memory_flat()
    {
        await using var served = await ServedApplication.GuestAsync("server_examples");
        await LoadAsync(served.Client, 3000);
        var before = MeasureBytes();
        await LoadAsync(served.Client, 10_000);
        var growth = MeasureBytes() - before;
        Assert.True(growth < 4 << 20, $"{growth} bytes more after 10,000 requests");
    }

    static async Task LoadAsync(HttpClient client, int requests)
    {
        const int clients = 8;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            for (var i = 0; i < requests / clients; i++) Assert.Equal("1", await client.GetStringAsync("/r/counter"));
        }));
    }

    // What is managed and reachable, and the linear memories.
    static long MeasureBytes()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
