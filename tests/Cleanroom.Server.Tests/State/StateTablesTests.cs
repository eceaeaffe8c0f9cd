using Cleanroom.Bridge;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Server.State;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.State;

/// <summary>Tables of several versions of the server in one database.</summary>
public sealed class StateTablesTests : IDisposable
{
    static readonly Func<SqlDialect, IEnumerable<string>> First = static dialect => [dialect.CreateTable("_clean_things", $"{dialect.Quote("key")} {dialect.TypeName(SqlColumnType.Key)} PRIMARY KEY, thing {dialect.TypeName(SqlColumnType.LargeInteger)} NOT NULL", "thing")];
    static readonly Func<SqlDialect, IEnumerable<string>> Second = static dialect => [$"ALTER TABLE _clean_things ADD COLUMN colour {dialect.TypeName(SqlColumnType.Key)}"];

    readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Engines => ["sqlite", "postgresql", "mariadb"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Engines))]
    public void Newer_server_takes_the_missing_steps_and_the_older_one_goes_on(string engine)
    {
        using var server = Start(engine);
        using var source = DatabaseSource.Open(Place(server));
        new StateTables("things", oldest: 1, First).Prepare(source);
        Run(source, "INSERT INTO _clean_things VALUES ('a', 1)");
        new StateTables("things", oldest: 1, First, Second).Prepare(source);
        Assert.Equal("1", Ask(source, "SELECT thing FROM _clean_things WHERE colour IS NULL"));
        new StateTables("things", oldest: 1, First).Prepare(source);
        Assert.Equal("2", Ask(source, "SELECT version FROM _clean_schema"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Older_server_refuses_tables_that_it_would_damage(string engine)
    {
        using var server = Start(engine);
        using var source = DatabaseSource.Open(Place(server));
        new StateTables("things", oldest: 2, First, Second).Prepare(source);
        var refused = Assert.Throws<HostException>(() => new StateTables("things", oldest: 1, First).Prepare(source));
        Assert.StartsWith("the tables for things have form 2, which only servers that know form 2 may use, and this one knows 1: use a newer Cleanroom, or another database (", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-a-secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Servers_that_start_together_make_the_tables_once(string engine)
    {
        using var server = Start(engine);
        using var source = DatabaseSource.Open(Place(server));
        using var together = new Barrier(4);
        var threads = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() =>
        {
            together.SignalAndWait(Patience.Long);
            new StateTables("things", oldest: 1, First).Prepare(source);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(threads).WaitAsync(Patience.Long);
        Assert.Equal("1", Ask(source, "SELECT version FROM _clean_schema"));
    }

    static DatabaseServer? Start(string engine) => engine switch { "postgresql" => PostgresServer.StartOwn(), "mariadb" => MariaDbServer.StartOwn(), _ => null };

    string Place(DatabaseServer? server) => server?.Url ?? $"sqlite:{Path.Combine(_folder.Path, "state.db")}";

    static void Run(DatabaseSource source, string statement) =>
        source.Pool!.Use((connection, scope) => connection.Run(System.Text.Encoding.UTF8.GetBytes(statement), [], null, scope), Patience.Long, 1000);

    static string? Ask(DatabaseSource source, string query) =>
        source.Pool!.Use((connection, scope) => DatabaseCatalogue.Texts(connection, System.Text.Encoding.UTF8.GetBytes(query), [], scope), Patience.Long, 1000) is [[var only]] ? only : null;
}
