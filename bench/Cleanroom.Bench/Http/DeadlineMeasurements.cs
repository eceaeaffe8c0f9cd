using System.Globalization;
using Cleanroom.Bench.Measuring;

namespace Cleanroom.Bench.Http;

/// <summary>
/// What the time limit of requests costs a server: <c>/hello</c> with a deadline of 30 seconds against none, in turns. Counts the processor time of all
/// threads, that of the watch over deadlines too.
/// </summary>
static class DeadlineMeasurements
{
    const int Port = 3931;

    /// <summary>Measures and prints.</summary>
    public static void Write(string benchServer, HttpRoute hello, int rounds, int seconds, int connections)
    {
        using var server = new ServerProcess(Port, "dotnet", typeof(DeadlineMeasurements).Assembly.Location, "clean-server", benchServer, "--port", Port.ToString(CultureInfo.InvariantCulture));
        var free = hello with { Target = new UriBuilder(server.Address) { Port = Port + 1, Path = hello.Target }.Uri.AbsoluteUri };
        Console.WriteLine($"{"deadline",-16} {"with/s",8} {"without/s",10} {"ratio",6} {"lowest",7} {"highest",8} {"cpu µs",7} {"without",8} {"ratio",6} {"lowest",7} {"highest",8}");
        foreach (var count in new[] { 1, connections })
        {
            List<HttpLoad>[] loads = [[], []];
            // The first round warms up. Another side begins each round.
            for (var round = 0; round <= rounds; round++)
            {
                for (var turn = 0; turn < 2; turn++)
                {
                    var side = (round + turn) % 2;
                    var load = HttpLoad.Put(server, side == 0 ? hello : free, seconds, count) ?? throw new InvalidOperationException("a request was not answered with success");
                    if (round > 0) loads[side].Add(load);
                }
            }
            Console.WriteLine(
                $"{$"{count} connections",-16} {Median(loads[0], static load => load.Rate),8:F0} {Median(loads[1], static load => load.Rate),10:F0} {HttpLoad.Ratios(loads[0], loads[1], static load => load.Rate)} "
                + $"{Median(loads[0], static load => load.CpuMicroseconds),7:F2} {Median(loads[1], static load => load.CpuMicroseconds),8:F2} {HttpLoad.Ratios(loads[0], loads[1], static load => load.CpuMicroseconds)}");
        }
    }

    static double Median(List<HttpLoad> loads, Func<HttpLoad, double> metric) => Statistics.Median(loads.Select(metric));
}
