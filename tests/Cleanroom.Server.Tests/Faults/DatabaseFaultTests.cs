using System.Collections.Concurrent;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Faults;

/// <summary>A database that goes away under load.</summary>
public sealed class DatabaseFaultTests
{
    [Theory]
    [InlineData("postgresql")]
    [InlineData("mariadb")]
    [Trait("Rule", "N131")]
    public async Task Server_that_is_stopped_and_started_under_load_loses_nothing_acknowledged(string engine)
    {
        using DatabaseServer server = engine == "mariadb" ? MariaDbServer.StartOwn() : PostgresServer.StartOwn();
        await using var served = await ServedApplication.GuestAsync("server_isolation", new CleanServerOptions { Guest = new GuestOptions { DatabaseUrl = server.Url } });
        var (acknowledged, failed, next) = (new ConcurrentBag<int>(), 0, 0);
        using var end = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 6).Select(async _ =>
        {
            while (!end.IsCancellationRequested)
            {
                var number = Interlocked.Increment(ref next);
                using var answer = await served.Client.GetAsync($"/commit?v=[\"{number}\"]", CancellationToken.None);
                Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
                if (await answer.Content.ReadAsStringAsync(CancellationToken.None) == "1") acknowledged.Add(number);
                else Interlocked.Increment(ref failed);
            }
        }).ToArray();
        await UntilAsync(() => acknowledged.Count > 200);
        server.Stop();
        await UntilAsync(() => Volatile.Read(ref failed) > 20);
        server.Start();
        var before = acknowledged.Count;
        await UntilAsync(() => acknowledged.Count > before + 200);
        await end.CancelAsync();
        await Task.WhenAll(clients);

        var stored = await served.Client.GetStringAsync("/count", CancellationToken.None);
        var count = int.Parse(stored[(stored.IndexOf("\"n\":", StringComparison.Ordinal) + 4)..stored.IndexOf('}', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
        // A commit whose answer was lost may have happened: at most one for each client.
        Assert.InRange(count, acknowledged.Count, acknowledged.Count + clients.Length);
    }

    static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Cleanroom.Tests.Patience.Long);
        while (!condition()) await Task.Delay(10, limit.Token);
    }
}
