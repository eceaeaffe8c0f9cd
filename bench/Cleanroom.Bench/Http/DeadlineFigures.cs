using System.Globalization;
using Cleanroom.Bench.Measuring;

namespace Cleanroom.Bench.Http;

/// <summary>
/// What the time limit of requests costs a server: <c>/hello</c> with a deadline of 30 seconds against none, in turns. Counts the processor time of all
/// threads, that of the watch over deadlines too.
/// </summary>
static class DeadlineFigures
{
    const int Port = 3931;

    /// <summary>Measures and prints.</summary>
    public static void Write(string benchServer, HttpRoute hello, int rounds, int seconds, int connections)
    {
        using var with = Start(Port, benchServer);
        using var without = Start(Port + 1, benchServer, "--no-deadline");
        Console.WriteLine($"{"deadline",-16} {"with/s",8} {"without/s",10} {"ratio",6} {"lowest",7} {"highest",8} {"cpu µs",7} {"without",8} {"ratio",6} {"lowest",7} {"highest",8}");
        foreach (var count in new[] { 1, connections })
        {
            var (limited, free) = (new List<HttpLoad>(), new List<HttpLoad>());
            // The first round warms up. Another one begins each round.
            for (var round = 0; round <= rounds; round++)
            {
                var first = Put(round % 2 == 0 ? with : without, hello, seconds, count);
                var second = Put(round % 2 == 0 ? without : with, hello, seconds, count);
                if (round == 0) continue;
                limited.Add(round % 2 == 0 ? first : second);
                free.Add(round % 2 == 0 ? second : first);
            }
            Console.WriteLine(
                $"{$"{count} connections",-16} {Median(limited, static load => load.Rate),8:F0} {Median(free, static load => load.Rate),10:F0} {HttpLoad.Ratios(limited, free, static load => load.Rate)} "
                + $"{Median(limited, static load => load.CpuMicroseconds),7:F2} {Median(free, static load => load.CpuMicroseconds),8:F2} {HttpLoad.Ratios(limited, free, static load => load.CpuMicroseconds)}");
        }
    }

    static ServerProcess Start(int port, string benchServer, params string[] options) =>
        new(port, "dotnet", [typeof(DeadlineFigures).Assembly.Location, "clean-server", benchServer, .. options, "--port", port.ToString(CultureInfo.InvariantCulture)]);

    static HttpLoad Put(ServerProcess server, HttpRoute hello, int seconds, int connections) =>
        HttpLoad.Put(server, hello, seconds, connections) ?? throw new InvalidOperationException("a request was not answered with success");

    static double Median(List<HttpLoad> loads, Func<HttpLoad, double> figure) => Statistics.Median(loads.Select(figure));
}
