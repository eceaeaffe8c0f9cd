using System.Globalization;

namespace Cleanroom.Bench.Scale;

/// <summary>More live guests: the memory of each while it sleeps, with 64 KB of its own memory written.</summary>
static class GuestScale
{
    static readonly TimeSpan Settling = TimeSpan.FromSeconds(4);

    public static void Write(ScaleOptions options)
    {
        Console.WriteLine($"{"live guests",-12} {"MB",5} {"more MB",8} {"KB each",8}");
        foreach (var count in (int[])[1, 10, 100, 300, 1_000])
        {
            using var server = ScaleServer.Start(1, "--max-blocked", count.ToString(CultureInfo.InvariantCulture), "--request-timeout", "60");
            using var client = new HttpClient();
            client.GetStringAsync(new Uri(server.Process.Address, "/r/00000")).GetAwaiter().GetResult();
            var before = server.Process.ResidentKilobytes;
            var sleeping = Enumerable.Range(0, count).Select(_ => client.GetStringAsync(new Uri(server.Process.Address, "/sleep"))).ToList();
            Thread.Sleep(Settling);
            if (sleeping.Exists(static request => request.IsCompleted))
            {
                Console.WriteLine($"{count,-12:N0} more than the limit of open files allows (ulimit -n)");
                return;
            }
            var more = server.Process.ResidentKilobytes - before;
            Console.WriteLine($"{count,-12:N0} {(before + more) / 1024,5} {more / 1024.0,8:F1} {(double)more / count,8:F0}");
        }
    }
}
