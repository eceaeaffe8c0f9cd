using System.CommandLine;
using System.Globalization;
using Cleanroom.Bench.Database;
using Cleanroom.Bench.Http;
using Cleanroom.Bench.Measuring;
using Cleanroom.Bridge.Database;

namespace Cleanroom.Bench.App;

/// <summary>The verb <c>app</c>: a real application, the shared shop with 50 products in SQLite, in turns with an earlier build and the Node host.</summary>
static class AppCommand
{
    const int FirstPort = 3951, Connections = 32, Products = 50;

    static readonly Option<int> Rounds = PositiveOption.Create("--rounds", "Rounds per route.", 5);
    static readonly Option<int> Seconds = PositiveOption.Create("--seconds", "Seconds of load per round and side.", 3);
    static readonly Option<string?> Before = new("--before") { HelpName = "COMMAND", Description = "The command 'cleanroom' of an earlier build to compare with. Without it that column is left out." };
    static readonly Option<string?> Peer = new("--peer") { HelpName = "DIR", Description = "The folder of the Node host with its dependencies, started as 'node DIR MODULE'. Without it that host is left out." };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("app", "A real application: two pages of a shop from SQLite, against an earlier build and the Node host.") { Rounds, Seconds, Before, Peer };
        command.SetAction(parsed => Run(parsed.GetValue(Rounds), parsed.GetValue(Seconds), parsed.GetValue(Before), parsed.GetValue(Peer)));
        return command;
    }

    static int Run(int rounds, int seconds, string? before, string? peer)
    {
        if (RepositoryPaths.Shared is not { } shared || !File.Exists("/usr/bin/wrk"))
        {
            Console.WriteLine("skipped: the shared modules (CLEANROOM_SHARED) and wrk are needed");
            return 0;
        }
        var module = Path.Combine(shared, "modules", "server", "18_shop.wasm");
        var folder = Directory.CreateTempSubdirectory("cleanroom-bench-").FullName;
        var sides = new List<(string Name, ServerProcess Server)>();
        try
        {
            sides.Add(("ours", Serve(FirstPort, BenchPaths.CommandLine, module, Path.Combine(folder, "ours.db"))));
            if (before is not null) sides.Add(("before", Serve(FirstPort + 1, before, module, Path.Combine(folder, "before.db"))));
            if (peer is not null) sides.Add(("node", ServeByNode(FirstPort + 2, peer, module, Path.Combine(folder, "node.db"), Path.Combine(folder, "ours.db"))));
            foreach (var target in (string[])["/products", "/"]) Compare(new HttpRoute(target, target), sides, rounds, seconds);
        }
        finally
        {
            foreach (var (_, server) in sides) server.Dispose();
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    // The server makes the tables: its program registers migrations.
    static ServerProcess Serve(int port, string command, string module, string file)
    {
        var server = new ServerProcess(port, command, "serve", module, "-q", "--database", $"sqlite:{file}", "--port", Text(port));
        using var source = DatabaseSource.Open($"sqlite:{file}");
        DatabaseCommand.Execute(source, $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Products})
            INSERT INTO products(name, cents, stock) SELECT 'Product ' || i, i * 100, i FROM n
            """);
        return server;
    }

    static ServerProcess ServeByNode(int port, string peer, string module, string file, string filled)
    {
        File.Copy(filled, file);
        return new ServerProcess(port, "node", peer, module, "--host", "127.0.0.1", "--database", $"sqlite://{file}", "--port", Text(port));
    }

    static void Compare(HttpRoute route, List<(string Name, ServerProcess Server)> sides, int rounds, int seconds)
    {
        var answer = route.Fetch(sides[0].Server.Address);
        Console.WriteLine($"{route.Target}, {answer.Length:N0} bytes, {Connections} connections");
        var loads = sides.ConvertAll(_ => new List<HttpLoad>());
        // The first round warms up.
        for (var round = 0; round <= rounds; round++)
            for (var turn = 0; turn < sides.Count; turn++)
            {
                // Another one begins each round.
                var side = (turn + round) % sides.Count;
                if (HttpLoad.Put(sides[side].Server, route, seconds, Connections) is { } load && round > 0) loads[side].Add(load);
            }
        for (var side = 0; side < sides.Count; side++)
        {
            var (name, load) = (sides[side].Name, loads[side]);
            if (load.Count < rounds)
            {
                Console.WriteLine($"  {name,-8} did not answer every request with success");
                continue;
            }
            Console.WriteLine(
                $"  {name,-8} {Statistics.Median(load.Select(static load => load.Rate)),8:F0}/s {Statistics.Median(load.Select(static load => load.CpuMicroseconds)),8:F1} µs"
                + (side == 0 ? "" : $"   ours / {name}: rate {HttpLoad.Ratios(loads[0], load, static load => load.Rate)}, processor time {HttpLoad.Ratios(loads[0], load, static load => load.CpuMicroseconds)}"));
        }
        if (sides.Any(side => !route.Fetch(side.Server.Address).AsSpan().SequenceEqual(answer))) Console.WriteLine("  not all of them answer the same");
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
