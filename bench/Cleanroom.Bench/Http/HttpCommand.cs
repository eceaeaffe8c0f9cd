using System.CommandLine;
using Cleanroom.Bench.Database;
using Cleanroom.Bench.Measuring;
using Cleanroom.Bridge.Database;

namespace Cleanroom.Bench.Http;

/// <summary>The verb <c>http</c>: requests a second of a served Clean application against Kestrel alone, in turns, with <c>wrk</c> on loopback.</summary>
static class HttpCommand
{
    const int ManyRequests = 1_000_000, MaxRuns = 40;

    static readonly Option<int> Rounds = PositiveOption.Create("--rounds", "Rounds per route.", 5);
    static readonly Option<int> Seconds = PositiveOption.Create("--seconds", "Seconds of load per round and side.", 3);
    static readonly Option<int> Connections = PositiveOption.Create("--connections", "Connections.", 64);
    static readonly Option<string[]> Only = new("--only") { HelpName = "NAME", Description = "Only these routes.", AllowMultipleArgumentsPerToken = true };
    static readonly Option<string?> Peer = new("--peer") { HelpName = "DIR", Description = "The folder of the Node host with its dependencies, started as 'node DIR MODULE'. Without it that host is left out." };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("http", "A served application against Kestrel alone and the Node host: requests a second, processor time, slowest hundredth.")
        {
            Rounds, Seconds, Connections, Only, Peer,
        };
        command.SetAction(parsed => Run(parsed.GetValue(Rounds), parsed.GetValue(Seconds), parsed.GetValue(Connections), parsed.GetValue(Only) ?? [], parsed.GetValue(Peer)));
        return command;
    }

    static int Run(int rounds, int seconds, int connections, string[] only, string? peer)
    {
        if (RepositoryPaths.Shared is null || !File.Exists("/usr/bin/wrk"))
        {
            Console.WriteLine("skipped: the shared modules (CLEANROOM_SHARED) and wrk are needed");
            return 0;
        }
        if (peer is null) Console.WriteLine("The Node host is left out: --peer names its folder.");
        var folder = Directory.CreateTempSubdirectory("cleanroom-bench-").FullName;
        try
        {
            var database = Path.Combine(folder, "items.db");
            using (var source = DatabaseSource.Open($"sqlite:{database}")) DatabaseCommand.Fill(source);
            var benchServer = Path.Combine(RepositoryPaths.Shared, "modules", "server", "bench_server.wasm");
            var routes = HttpRoute.All(folder);
            double helloMicroseconds;
            using (var servers = new HttpServers(routes, benchServer, database, peer))
            {
                MeasureRoutes(servers, [.. routes.Where(route => only.Length == 0 || only.Contains(route.Name))], rounds, seconds, connections);
                helloMicroseconds = MeasureMany(servers, routes[0], seconds, connections);
            }
            InProcessMeasurements.Write(benchServer, helloMicroseconds);
            DeadlineMeasurements.Write(benchServer, routes[0], rounds, seconds, connections);
            OverloadMeasurements.Write(rounds, seconds, connections);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    static void MeasureRoutes(HttpServers servers, IReadOnlyList<HttpRoute> routes, int rounds, int seconds, int connections)
    {
        if (!HttpLoad.CanUseHttp2) Console.WriteLine("HTTP/2 is left out: it needs h2load (nghttp2-client).");
        Console.WriteLine(
            $"{"route",-13} {"ours/s",8} {"kestrel/s",10} {"ratio",6} {"lowest",7} {"highest",8} {"cpu µs",7} {"kestrel",8} {"ratio",6} {"lowest",7} {"highest",8} {"p99 ms",7} {"MB",4} {"node/s",7} {"ratio",6} {"lowest",7} {"highest",8}");
        foreach (var route in routes.Where(static route => HttpLoad.CanUseHttp2 || !route.UsesHttp2))
        {
            var (ours, peer) = (servers.OursFor(route), servers.PeerFor(route));
            ServerProcess?[] sides = [ours, servers.KestrelFor(route), peer];
            var answer = route.Fetch(ours.Address);
            foreach (var side in sides)
                if (side is not null && !route.Fetch(side.Address).AsSpan().SequenceEqual(answer)) throw new InvalidOperationException($"{route.Name} is answered otherwise by {side.Address}");
            foreach (var side in sides)
                if (side is not null) HttpLoad.Put(side, route, Math.Min(seconds, 2), connections);
            var loads = Enumerable.Range(0, sides.Length).Select(_ => new List<HttpLoad>()).ToArray();
            for (var round = 0; round < rounds; round++)
                for (var turn = 0; turn < sides.Length; turn++)
                {
                    // Another one begins each round.
                    var side = (turn + round) % sides.Length;
                    if (sides[side] is { } server && HttpLoad.Put(server, route, seconds, connections) is { } load) loads[side].Add(load);
                }
            if (loads[0].Count < rounds || loads[1].Count < rounds) throw new InvalidOperationException($"{route.Target} was not always answered with success");
            WriteRow(route, loads, ours.ResidentMegabytes);
        }
    }

    static void WriteRow(HttpRoute route, List<HttpLoad>[] loads, long megabytes)
    {
        var (ours, kestrel, peer) = (loads[0], loads[1], loads[2]);
        var node = peer.Count == ours.Count
            ? $"{Statistics.Median(peer.Select(load => load.Rate)),7:F0} {HttpLoad.Ratios(ours, peer, static load => load.Rate)}"
            : $"{"–",7}";
        Console.WriteLine(
            $"{route.Name,-13} {Statistics.Median(ours.Select(load => load.Rate)),8:F0} {Statistics.Median(kestrel.Select(load => load.Rate)),10:F0} {HttpLoad.Ratios(ours, kestrel, static load => load.Rate)} "
            + $"{Statistics.Median(ours.Select(load => load.CpuMicroseconds)),7:F1} {Statistics.Median(kestrel.Select(load => load.CpuMicroseconds)),8:F1} {HttpLoad.Ratios(ours, kestrel, static load => load.CpuMicroseconds)} "
            + $"{Statistics.Median(ours.Select(load => load.Slowest)),7:F2} {megabytes,4} {node}");
    }

    // Returns the processor time of a request.
    static double MeasureMany(HttpServers servers, HttpRoute hello, int seconds, int connections)
    {
        var server = servers.OursFor(hello);
        var loads = new List<HttpLoad>();
        while (loads.Sum(load => load.Requests) < ManyRequests && loads.Count < MaxRuns)
            loads.Add(HttpLoad.Put(server, hello, seconds, connections) ?? throw new InvalidOperationException("a request was not answered with success"));
        Console.WriteLine($"resident after {loads.Sum(load => load.Requests):N0} more requests for {hello.Target}: {server.ResidentMegabytes} MB");
        return Statistics.Median(loads.Select(load => load.CpuMicroseconds));
    }
}
