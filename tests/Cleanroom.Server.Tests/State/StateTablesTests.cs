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
        new StateTables("things", ["_clean_things"], oldest: 1, First).Prepare(source);
        Run(source, "INSERT INTO _clean_things VALUES ('a', 1)");
        new StateTables("things", ["_clean_things"], oldest: 1, First, Second).Prepare(source);
        Assert.Equal("1", Ask(source, "SELECT thing FROM _clean_things WHERE colour IS NULL"));
        new StateTables("things", ["_clean_things"], oldest: 1, First).Prepare(source);
        Assert.Equal("2", Ask(source, "SELECT version FROM _clean_schema"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Older_server_refuses_tables_that_it_would_damage(string engine)
    {
        using var server = Start(engine);
        using var source = DatabaseSource.Open(Place(server));
        new StateTables("things", ["_clean_things"], oldest: 2, First, Second).Prepare(source);
        var refused = Assert.Throws<HostException>(() => new StateTables("things", ["_clean_things"], oldest: 1, First).Prepare(source));
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
            new StateTables("things", ["_clean_things"], oldest: 1, First).Prepare(source);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(threads).WaitAsync(Patience.Long);
        Assert.Equal("1", Ask(source, "SELECT version FROM _clean_schema"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Missing_table_is_made_again(string engine)
    {
        using var server = Start(engine);
        using var source = DatabaseSource.Open(Place(server));
        var tables = new StateTables("things", ["_clean_things"], oldest: 1, First, Second);
        Assert.False(tables.Prepare(source));
        Assert.False(tables.Prepare(source));
        Run(source, "DROP TABLE _clean_things");
        Assert.True(tables.Prepare(source));
        Assert.Equal("0", Ask(source, "SELECT count(colour) FROM _clean_things"));
        Assert.False(tables.Prepare(source));
    }

    [Fact]
    public void Missing_table_of_a_newer_form_is_not_made_in_an_older_one()
    {
        using var source = DatabaseSource.Open(Place(null));
        new StateTables("things", ["_clean_things"], oldest: 1, First, Second).Prepare(source);
        Run(source, "DROP TABLE _clean_things");
        var refused = Assert.Throws<HostException>(() => new StateTables("things", ["_clean_things"], oldest: 1, First).Prepare(source));
        Assert.StartsWith("tables for things are missing: _clean_schema says that they have form 2, and this server can only make form 1: start a newer Cleanroom first, restore them, or use another database (", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlite", "version", "'abc'", "abc")]
    [InlineData("sqlite", "oldest", "1.5", "1.5")]
    [InlineData("postgresql", "version", "99999999999", "99999999999")]
    [InlineData("postgresql", "oldest", "-1", "-1")]
    [InlineData("mariadb", "version", "99999999999", "99999999999")]
    [InlineData("mariadb", "oldest", "0", "0")]
    public void Version_that_no_server_wrote_is_named_with_what_to_do(string engine, string column, string value, string shown)
    {
        using var server = Start(engine);
        using var source = DatabaseSource.Open(Place(server));
        var tables = new StateTables("things", ["_clean_things"], oldest: 1, First);
        tables.Prepare(source);
        Run(source, $"UPDATE _clean_schema SET {column} = {value}");
        var refused = Assert.Throws<HostException>(() => tables.Prepare(source));
        Assert.StartsWith($"the table _clean_schema has the {column} {shown} for things, which no server wrote (", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-a-secret", refused.Message, StringComparison.Ordinal);
    }

    static DatabaseServer? Start(string engine) => engine switch { "postgresql" => PostgresServer.StartOwn(), "mariadb" => MariaDbServer.StartOwn(), _ => null };

    string Place(DatabaseServer? server) => server?.Url ?? $"sqlite:{Path.Combine(_folder.Path, "state.db")}";

    static void Run(DatabaseSource source, string statement) =>
        source.Pool!.Use((connection, scope) => connection.Run(System.Text.Encoding.UTF8.GetBytes(statement), [], null, scope), Patience.Long, 1000);

    static string? Ask(DatabaseSource source, string query) =>
        source.Pool!.Use((connection, scope) => DatabaseCatalogue.Texts(connection, System.Text.Encoding.UTF8.GetBytes(query), [], scope), Patience.Long, 1000) is [[var only]] ? only : null;
}
