using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cleanroom.Bench.Measuring;
using Cleanroom.Bench.Processes;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bench.Database;

/// <summary>
/// The verb <c>database</c>: rows from inside a guest, of SQLite against the straightforward implementation in Node, of a server against its driver alone.
/// </summary>
static class DatabaseCommand
{
    const string Statement = "SELECT id, name, price, stock, note FROM items WHERE id <= ? ORDER BY id";
    const uint StatementAddress = 65536, ParametersAddress = 66560;

    static readonly Option<int> Rounds = PositiveOption.Create("--rounds", "Rounds per row.", 9);

    static readonly Option<string?> Postgres = new("--postgres") { HelpName = "URL", Description = "A PostgreSQL database that may get a table bench_items: measures it against Npgsql." };

    static readonly Option<string?> MySql = new("--mysql") { HelpName = "URL", Description = "A MySQL or MariaDB database that may get a table bench_items: measures it against MySqlConnector." };

    static readonly Option<string> NodeModules = new("--node-modules")
    {
        HelpName = "DIR",
        Description = "The folder where better-sqlite3 is installed: npm install --prefix DIR better-sqlite3@12. Without it, node:sqlite of Node 22 or later.",
        DefaultValueFactory = _ => Path.Combine(RepositoryPaths.Root, "artifacts", "node"),
    };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("database", "Queries from inside a guest: on SQLite against the same guest in Node, on a server against its driver.") { Rounds, NodeModules, Postgres, MySql };
        command.SetAction(parsed =>
        {
            var rounds = parsed.GetValue(Rounds);
            var (postgres, mySql) = (parsed.GetValue(Postgres), parsed.GetValue(MySql));
            if (postgres is null && mySql is null) return Run(rounds, Path.GetFullPath(parsed.GetRequiredValue(NodeModules)));
            if (postgres is not null) ServerRows.Measure(rounds, postgres, DriverPeer.Npgsql(new Uri(postgres)));
            if (mySql is not null) ServerRows.Measure(rounds, mySql, DriverPeer.MySqlConnector(new Uri(mySql)));
            return 0;
        });
        return command;
    }

    static int Run(int rounds, string nodeModules)
    {
        var folder = Directory.CreateTempSubdirectory("cleanroom-bench-").FullName;
        try
        {
            var file = Path.Combine(folder, "items.db");
            using var source = DatabaseSource.Open($"sqlite:{file}");
            Fill(source);
            Measure(rounds, source, file, nodeModules);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Measure(int rounds, DatabaseSource source, string file, string nodeModules)
    {
        var module = BenchPaths.Resource("Database", "database.wasm");
        using var guest = NewGuest(source);
        using var node = PeerProcess.Node(BenchPaths.Resource("Database", "database.mjs"), module, file, nodeModules);
        Console.WriteLine($"{"rows",-8} {"bytes",9} {"ours µs",9} {"node µs",9} {"ratio",6} {"lowest",7} {"highest",8} {"bytes allocated",16}");
        foreach (var (rows, repetitions) in new[] { (1, 20_000), (100, 1_000), (10_000, 10) })
        {
            var (ours, peer, ratios) = (new List<double>(), new List<double>(), new List<double>());
            // Both sides compile again what is called often; that happens in the background.
            for (var warmUp = 0; warmUp < 4; warmUp++)
            {
                Compare(guest, node, rows, repetitions);
                Thread.Sleep(150);
            }
            var before = GC.GetAllocatedBytesForCurrentThread();
            var length = Query(guest, Statement, $"[{rows}]", repetitions).Length;
            var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / repetitions;
            for (var round = 0; round < rounds; round++)
            {
                var (mine, theirs) = Compare(guest, node, rows, repetitions);
                ours.Add(mine / repetitions);
                peer.Add(theirs / repetitions);
                ratios.Add(mine / theirs);
            }
            Console.WriteLine($"{rows,-8} {length,9} {Statistics.Median(ours),9:F2} {Statistics.Median(peer),9:F2} {Statistics.Median(ratios),6:F2} {ratios.Min(),7:F2} {ratios.Max(),8:F2} {allocated,16}");
        }
    }

    static (double Ours, double Peer) Compare(Guest guest, PeerProcess node, int rows, int repetitions)
    {
        var parameters = $"[{rows.ToString(CultureInfo.InvariantCulture)}]";
        var start = ThreadCpuClock.Microseconds();
        var answer = Query(guest, Statement, parameters, repetitions);
        var ours = ThreadCpuClock.Microseconds() - start;
        var hash = Convert.ToHexStringLower(SHA256.HashData(answer));
        var peer = node.Ask($"{repetitions.ToString(CultureInfo.InvariantCulture)} {Convert.ToBase64String(Encoding.UTF8.GetBytes(Statement))} {Convert.ToBase64String(Encoding.UTF8.GetBytes(parameters))}");
        if (peer.GetProperty("hash").GetString() != hash) throw new InvalidOperationException($"{rows} rows: {answer.Length} bytes here differ from {peer.GetProperty("length")} in Node");
        return (ours, peer.GetProperty("cpuMicroseconds").GetDouble());
    }

    /// <summary>Makes the table: texts with and without escapes, numbers with decimals (whole ones are written differently), nulls.</summary>
    internal static void Fill(DatabaseSource source)
    {
        Execute(source, "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price REAL NOT NULL, stock INTEGER NOT NULL, note TEXT)");
        Execute(source, """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
            INSERT INTO items SELECT i, 'Item number ' || i, (i * 7919 % 100000 * 10 + 5) / 1000.0, i * 31 % 500,
            CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN 'a plain note about item ' || i ELSE 'café "' || i || '"' || char(10) || 'second line' END FROM n
            """);
    }

    /// <summary>Runs a statement from inside a guest; a failure ends the benchmark.</summary>
    internal static void Execute(DatabaseSource source, string statement)
    {
        using var guest = NewGuest(source);
        using var answer = JsonDocument.Parse(Query(guest, statement, "", 1).ToArray());
        if (!answer.RootElement.GetProperty("ok").GetBoolean()) throw new InvalidOperationException(answer.RootElement.ToString());
    }

    internal static Guest NewGuest(DatabaseSource source) =>
        CleanModule.Load(File.ReadAllBytes(BenchPaths.Resource("Database", "database.wasm"))).CreateGuest(new GuestOptions { Database = source });

    internal static Span<byte> Query(Guest guest, string statement, string parameters, int repetitions)
    {
        Put(guest, StatementAddress, statement);
        Put(guest, ParametersAddress, parameters);
        var address = (uint)guest.Instance!.GetFunction("query")!.Call<int, int>(repetitions);
        var memory = guest.Instance.Memory!;
        return memory.Slice(address + 4, BitConverter.ToUInt32(memory.Slice(address, 4)));
    }

    static void Put(Guest guest, uint address, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var memory = guest.Instance!.Memory!;
        BitConverter.TryWriteBytes(memory.Slice(address, 4), bytes.Length);
        bytes.CopyTo(memory.Slice(address + 4, (uint)bytes.Length));
    }
}
