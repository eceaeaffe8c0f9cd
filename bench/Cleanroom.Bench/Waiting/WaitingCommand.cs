using System.CommandLine;
using System.Globalization;
using Cleanroom.Bench.Http;
using Cleanroom.Bench.Measuring;
using Npgsql;

namespace Cleanroom.Bench.Waiting;

/// <summary>The verb <c>waiting</c>: handlers that wait for PostgreSQL, against Kestrel with Npgsql and a pool of the same size.</summary>
static class WaitingCommand
{
    const int OursPort = 3931, KestrelPort = 3932, Waiting = 200;

    static readonly Option<int> Rounds = PositiveOption.Create("--rounds", "Rounds per row.", 5);
    static readonly Option<int> Seconds = PositiveOption.Create("--seconds", "Seconds of load per round and side.", 3);
    static readonly Option<int> Pool = PositiveOption.Create("--pool", "Connections to the database on each side.", 33);

    static readonly Option<string?> Url = new("--database") { HelpName = "URL", Description = "A PostgreSQL database that may get a table bench_items: postgres://USER@HOST:PORT/DATABASE." };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("waiting", "Handlers that wait for PostgreSQL against Kestrel with Npgsql, and what they cost others.") { Rounds, Seconds, Pool, Url };
        command.SetAction(parsed => Run(parsed.GetValue(Rounds), parsed.GetValue(Seconds), parsed.GetValue(Pool), parsed.GetValue(Url)));
        return command;
    }

    static int Run(int rounds, int seconds, int pool, string? url)
    {
        if (url is null || !File.Exists("/usr/bin/wrk"))
        {
            Console.WriteLine("skipped: needs wrk, and a PostgreSQL database by --database");
            return 0;
        }
        var settings = SettingsOf(new Uri(url), pool);
        using (var source = NpgsqlDataSource.Create(settings)) Fill(source);
        var size = pool.ToString(CultureInfo.InvariantCulture);
        using var ours = new ServerProcess(OursPort, BenchPaths.CommandLine, "serve", BenchPaths.Resource("Waiting", "waiting.wasm"), "-q", "--database", url, "--db-pool-size", size, "--port", OursPort.ToString(CultureInfo.InvariantCulture));
        using var kestrel = new ServerProcess(KestrelPort, "dotnet", typeof(WaitingCommand).Assembly.Location, "postgres-kestrel", settings, "--port", KestrelPort.ToString(CultureInfo.InvariantCulture));
        Console.WriteLine($"pool of {pool} on each side");
        Console.WriteLine($"{"route",-24} {"ours/s",8} {"kestrel/s",10} {"ratio",6} {"lowest",7} {"highest",8} {"cpu µs",8} {"kestrel",8} {"ratio",6} {"lowest",7} {"highest",8}");
        foreach (var target in (string[])["/row", "/wait"])
            foreach (var connections in (int[])[64, 256])
                Compare(new HttpRoute($"{target}, {connections} connections", target), ours, kestrel, rounds, seconds, connections);
        MeasureNeighbours(ours, rounds, seconds);
        return 0;
    }

    static void Compare(HttpRoute route, ServerProcess ours, ServerProcess kestrel, int rounds, int seconds, int connections)
    {
        var (mine, theirs) = (new List<HttpLoad>(), new List<HttpLoad>());
        Put(ours, route, seconds, connections);
        Put(kestrel, route, seconds, connections);
        for (var round = 0; round < rounds; round++)
        {
            if (round % 2 == 0) mine.Add(Put(ours, route, seconds, connections));
            theirs.Add(Put(kestrel, route, seconds, connections));
            if (round % 2 != 0) mine.Add(Put(ours, route, seconds, connections));
        }
        Console.WriteLine(
            $"{route.Name,-24} {Statistics.Median(mine.Select(static load => load.Rate)),8:F0} {Statistics.Median(theirs.Select(static load => load.Rate)),10:F0} {HttpLoad.Ratios(mine, theirs, static load => load.Rate)} "
            + $"{Statistics.Median(mine.Select(static load => load.CpuMicroseconds)),8:F1} {Statistics.Median(theirs.Select(static load => load.CpuMicroseconds)),8:F1} {HttpLoad.Ratios(mine, theirs, static load => load.CpuMicroseconds)}");
    }

    // What guests that wait cost: memory, and the rate of a handler that does not wait.
    static void MeasureNeighbours(ServerProcess ours, int rounds, int seconds)
    {
        var (hello, wait) = (new HttpRoute("/hello", "/hello"), new HttpRoute("/wait", "/wait"));
        var (alone, beside) = (new List<HttpLoad>(), new List<HttpLoad>());
        Put(ours, hello, seconds, 32);
        var before = ours.ResidentMegabytes;
        var during = before;
        for (var round = 0; round < rounds; round++)
        {
            alone.Add(Put(ours, hello, seconds, 32));
            var waiting = Task.Run(() => Put(ours, wait, seconds + 2, Waiting));
            Thread.Sleep(TimeSpan.FromSeconds(1));
            beside.Add(Put(ours, hello, seconds, 32));
            during = Math.Max(during, ours.ResidentMegabytes);
            waiting.GetAwaiter().GetResult();
        }
        Console.WriteLine($"/hello beside {Waiting} waiting guests: {Statistics.Median(beside.Select(static load => load.Rate)):F0}/s, alone {Statistics.Median(alone.Select(static load => load.Rate)):F0}/s, ratio {HttpLoad.Ratios(beside, alone, static load => load.Rate)}");
        Console.WriteLine($"resident: {before} MB before, {during} MB with {Waiting} waiting: {(during - before) * 1024.0 / Waiting:F0} KB each at most");
    }

    static HttpLoad Put(ServerProcess server, HttpRoute route, int seconds, int connections) =>
        HttpLoad.Put(server, route, seconds, connections) ?? throw new InvalidOperationException($"{route.Target} was not always answered with success by {server.Address}");

    static string SettingsOf(Uri url, int pool) => new NpgsqlConnectionStringBuilder
    {
        Host = url.Host,
        Port = url.Port > 0 ? url.Port : 5432,
        Username = url.UserInfo.Split(':')[0],
        Password = url.UserInfo.Split(':') is [_, var password] ? Uri.UnescapeDataString(password) : null,
        Database = url.AbsolutePath.TrimStart('/'),
        MaxPoolSize = pool,
    }.ConnectionString;

    static void Fill(NpgsqlDataSource source)
    {
        using var command = source.CreateCommand("""
            DROP TABLE IF EXISTS bench_items;
            CREATE TABLE bench_items (id int PRIMARY KEY, name text NOT NULL, price float8 NOT NULL);
            INSERT INTO bench_items SELECT n, 'Item ' || n, n * 1.5 FROM generate_series(1, 1000) AS n;
            """);
        command.ExecuteNonQuery();
    }
}
