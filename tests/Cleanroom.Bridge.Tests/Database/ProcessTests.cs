using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Cleanroom.Bridge.Database;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.Database;

/// <summary>What a database holds after its host process was killed, and when two processes use it at once.</summary>
public abstract class ProcessTests(TestedEngine engine) : EngineTests(engine)
{
    string? _url;

    private protected override string Url => IsSqlite ? base.Url : _url ??= NewDatabase();

    /// <summary>The numbers that are stored, each with both of its rows.</summary>
    private protected static HashSet<string> Stored(DatabaseSource source)
    {
        using var guest = new DatabaseGuest(source);
        using var rows = JsonDocument.Parse(guest.Rows("select id, count(*) as n, sum(part) as parts from kept group by id"));
        return [.. rows.RootElement.EnumerateArray().Select(static row =>
        {
            Assert.Equal((2, 3), (row.GetProperty("n").GetInt32(), row.GetProperty("parts").GetInt32()));
            return row.GetProperty("id").GetInt32().ToString(CultureInfo.InvariantCulture);
        })];
    }

    [Fact]
    [Trait("Rule", "N128")]
    public async Task A_transaction_that_was_open_when_the_host_was_killed_never_happened()
    {
        using var host = new HostProcess("database_writer", Url);
        host.Send("100025");
        var acknowledged = await host.ReadUntil("open");
        Assert.Empty(await host.Kill());
        Assert.Equal(25, acknowledged.Count);
        var source = Open();
        Assert.Equal(acknowledged, Stored(source).Order(StringComparer.Ordinal));
        using var guest = new DatabaseGuest(source);
        Assert.Equal(1, guest.Execute("insert into kept values (1, 1)"));
        if (IsSqlite) Assert.Equal("""[{"integrity_check":"ok"}]""", guest.Rows("pragma integrity_check"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(60)]
    [Trait("Rule", "N129")]
    public async Task Nothing_acknowledged_is_lost_when_the_host_is_killed_while_it_writes(int after)
    {
        using var host = new HostProcess("database_writer", Url);
        host.Send("never");
        var acknowledged = await host.Read(after);
        acknowledged.AddRange(await host.Kill());
        // The last line may have been cut.
        acknowledged.RemoveAll(static line => line.Length < 6);
        var stored = Stored(Open());
        Assert.Empty(acknowledged.Except(stored));
        // A commit may have come through although there was no time left to say so.
        Assert.InRange(stored.Count - acknowledged.Count, 0, 1);
    }

    [Fact]
    [Trait("Rule", "N136")]
    public async Task Two_processes_that_migrate_at_once_run_each_migration_once()
    {
        using var one = new HostProcess("database_migrating", Url);
        using var two = new HostProcess("database_migrating", Url);
        Assert.Equal("ready", await one.ReadLine());
        Assert.Equal("ready", await two.ReadLine());
        one.Send("go");
        two.Send("go");
        var ran = await Task.WhenAll(one.ReadLine(), two.ReadLine());
        await one.End();
        await two.End();
        Assert.Equal(21, ran.Sum(static count => int.Parse(count!, CultureInfo.InvariantCulture)));
        using var guest = new DatabaseGuest(Open());
        using var rows = JsonDocument.Parse(guest.Rows("select name from ran order by name"));
        Assert.Equal(Enumerable.Range(0, 21).Select(static n => $"m{n:00}"), rows.RootElement.EnumerateArray().Select(static row => row.GetProperty("name").GetString()));
        Assert.Equal("""[{"n":21}]""", guest.Rows("select count(*) as n from _clean_migrations"));
    }
}

public sealed class SqliteProcessTests() : ProcessTests(TestedEngine.SqliteFile)
{
    [Fact]
    public async Task Two_processes_write_to_one_file_in_turn()
    {
        using var host = new HostProcess("database_writer", Url);
        host.Send("never");
        var acknowledged = await host.Read(20);
        var source = Open();
        using (var guest = new DatabaseGuest(source))
            for (var id = 500_000; id < 500_050; id++)
            {
                Assert.Equal(1, guest.Number("_db_begin"));
                Assert.Equal(1, guest.Execute("insert into kept values (?, 1)", $"[{id}]"));
                Assert.Equal(1, guest.Execute("insert into kept values (?, 2)", $"[{id}]"));
                Assert.Equal(1, guest.Number("_db_commit"));
                acknowledged.Add($"{id}");
            }
        acknowledged.AddRange(await host.Read(20));
        acknowledged.AddRange(await host.Kill());
        acknowledged.RemoveAll(static line => line.Length < 6);
        Assert.Empty(acknowledged.Except(Stored(source)));
    }

    [Fact]
    public async Task Transaction_of_another_process_is_waited_for_up_to_the_limit_of_the_statement()
    {
        using var host = new HostProcess("database_writer", Url);
        host.Send("100003");
        Assert.Equal(3, (await host.ReadUntil("open")).Count);
        using var guest = new DatabaseGuest(Open(new DatabaseOptions { StatementTimeout = TimeSpan.FromSeconds(2) }));
        // Readers do not wait.
        Assert.Equal("""[{"n":6}]""", guest.Rows("select count(*) as n from kept"));
        Assert.Equal("TIMEOUT", guest.ErrorCode("insert into kept values (1, 1)"));
        Assert.Equal(0, guest.Number("_db_begin"));
        Assert.Contains(guest.Log.Lines, static line => line.Contains("_db_begin: TIMEOUT", StringComparison.Ordinal));
        host.Send("go on");
        await host.Read(1);
        // The other process goes on writing, so there is a wait for a gap between its transactions.
        using var patient = new DatabaseGuest(Open(new DatabaseOptions { StatementTimeout = Patience.Long }));
        Assert.Equal(1, patient.Execute("insert into kept values (1, 1)"));
    }

    [Theory]
    [InlineData("VACUUM INTO '{0}'")]
    [InlineData(".backup '{0}'")]
    public async Task Backup_of_the_documentation_is_whole_while_a_process_writes(string command)
    {
        const string program = "/usr/bin/sqlite3";
        Assert.SkipWhen(!File.Exists(program), "sqlite3 is not installed: install the package sqlite3 to run the documented backup.");
        using var host = new HostProcess("database_writer", Url);
        host.Send("never");
        var acknowledged = await host.Read(30);
        using (var backup = Process.Start(program, [Folder["test.db"], ".timeout 10000", string.Format(null, command, Folder["backup.db"])]))
        {
            await backup.WaitForExitAsync().WaitAsync(Patience.Long);
            Assert.Equal(0, backup.ExitCode);
        }
        await host.Read(1);
        using var source = DatabaseSource.Open($"sqlite:{Folder["backup.db"]}?mode=ro");
        Assert.Empty(acknowledged.Except(Stored(source)));
        using var guest = new DatabaseGuest(source);
        Assert.Equal("""[{"integrity_check":"ok"}]""", guest.Rows("pragma integrity_check"));
    }
}

public abstract class ServerProcessTests(TestedEngine engine) : ProcessTests(engine)
{
    private protected abstract DatabaseServer StartOwn();

    [Fact]
    [Trait("Rule", "N131")]
    public async Task A_host_goes_on_after_its_server_was_stopped_hard_and_keeps_what_it_acknowledged()
    {
        using var server = StartOwn();
        using var host = new HostProcess("database_writer", server.Url);
        host.Send("never");
        var acknowledged = await host.Read(50);
        server.Stop(IsPostgres ? "QUIT" : "KILL");
        server.Start();
        // The numbers between failed: what comes behind them was written after the stop.
        static int Number(string line) => int.Parse(line, CultureInfo.InvariantCulture);
        do acknowledged.AddRange(await host.Read(1));
        while (Number(acknowledged[^1]) == Number(acknowledged[^2]) + 1);
        acknowledged.AddRange(await host.Read(50));
        acknowledged.AddRange(await host.Kill());
        acknowledged.RemoveAll(static line => line.Length < 6);
        using var source = DatabaseSource.Open(server.Url);
        var stored = Stored(source);
        Assert.Empty(acknowledged.Except(stored));
        // At most the commit that the stop cut off, and the one that the kill did.
        Assert.InRange(stored.Count - acknowledged.Count, 0, 2);
    }
}

public sealed class PostgresProcessTests() : ServerProcessTests(TestedEngine.Postgres)
{
    private protected override DatabaseServer StartOwn() => PostgresServer.StartOwn();
}

public sealed class MySqlProcessTests() : ServerProcessTests(TestedEngine.MariaDb)
{
    private protected override DatabaseServer StartOwn() => MariaDbServer.StartOwn();
}
