using System.Diagnostics;
using System.Globalization;
using Cleanroom.Bench.Http;

namespace Cleanroom.Bench.Scale;

/// <summary>More routes: how long the start takes, and what a request costs.</summary>
static class RouteScale
{
    const int Connections = 32;

    public static void Write(ScaleOptions options)
    {
        Console.WriteLine($"{"routes",-12} {"start ms",9} {"req/s",8} {"cpu µs",7} {"MB",5}");
        foreach (var count in (int[])[10, 100, 1_000, 10_000])
        {
            var watch = Stopwatch.StartNew();
            using var server = ScaleServer.Start(count);
            var start = watch.ElapsedMilliseconds;
            var last = new HttpRoute("last", string.Create(CultureInfo.InvariantCulture, $"/r/{count - 1:D5}"));
            HttpLoad.Put(server.Process, last, options.Seconds, Connections);
            var load = HttpLoad.Put(server.Process, last, options.Seconds, Connections) ?? throw new InvalidOperationException($"{last.Target} was not always answered with success");
            Console.WriteLine($"{count,-12:N0} {start,9} {load.Rate,8:F0} {load.CpuMicroseconds,7:F1} {server.Process.ResidentMegabytes,5}");
        }
    }
}
