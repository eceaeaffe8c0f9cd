using System.Text.Json;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Tests.Database.Migrations;

/// <summary>Migrations on every engine, each test in a database of its own.</summary>
public abstract class MigrationTests(TestedEngine engine) : EngineTests(engine)
{
    static readonly string[] Ends = ["COMMIT", "/* now */ commit;", "ROLLBACK", "END", "BEGIN; COMMIT"];

    string? _url;

    private protected override string Url => IsSqlite ? base.Url : _url ??= NewDatabase();

    static string Names(string status)
    {
        using var document = JsonDocument.Parse(status);
        return string.Join(' ', document.RootElement.EnumerateArray().Select(static row => (row.GetProperty("applied_at").ValueKind == JsonValueKind.Null ? "-" : "+") + row.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData(" \0")]
    [InlineData("create table made (id integer);\0 create table more (id integer)")]
    public void Migration_with_a_NUL_fails_at_once_and_leaves_nothing(string sql)
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal(1, guest.Number("_db_register_migration", "001_nul", sql, ""));
        Assert.Equal(-1, guest.Number("_db_run_migrations"));
        Assert.Equal("-001_nul", Names(guest.Text("_db_migration_status")));
        Assert.Contains(guest.Log.Lines, static line => line.Contains("the SQL text contains a NUL character", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Rule", "N136")]
    public void Migrations_run_in_the_order_of_their_names_and_once()
    {
        var source = Open();
        using var guest = new DatabaseGuest(source);
        Assert.Equal("[]", guest.Text("_db_migration_status"));
        Assert.Equal(0, guest.Number("_db_run_migrations"));
        Assert.Equal(1, guest.Number("_db_register_migration", "002_rows", "INSERT INTO made VALUES (1, 'a;b'); -- two;\nINSERT INTO made VALUES (2, 'c');", "DELETE FROM made;"));
        Assert.Equal(1, guest.Number("_db_register_migration", "001_table", "CREATE TABLE made (id INTEGER PRIMARY KEY, name TEXT);", "DROP TABLE made"));
        Assert.Equal("-001_table -002_rows", Names(guest.Text("_db_migration_status")));
        Assert.Equal(2, guest.Number("_db_run_migrations"));
        Assert.Equal("+001_table +002_rows", Names(guest.Text("_db_migration_status")));
        Assert.Equal("""[{"id":1,"name":"a;b"},{"id":2,"name":"c"}]""", guest.Rows("select * from made order by id"));
        Assert.Equal(0, guest.Number("_db_run_migrations"));
        Assert.Equal("""[{"n":2}]""", guest.Rows("select count(*) as n from _clean_migrations where applied_at is not null"));
        // A later start of the program has them as applied.
        using var later = new DatabaseGuest(ReopenElsewhere() ?? source);
        Assert.Equal(1, later.Number("_db_register_migration", "001_table", "CREATE TABLE made (id INTEGER PRIMARY KEY, name TEXT);", "DROP TABLE made"));
        Assert.Equal(0, later.Number("_db_run_migrations"));
        Assert.Equal("+001_table +002_rows", Names(later.Text("_db_migration_status")));
    }

    [Fact]
    [Trait("Rule", "N136")]
    public void A_migration_that_fails_is_not_recorded_and_leaves_nothing_behind()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Number("_db_register_migration", "1_good", "CREATE TABLE good (id INTEGER)", "");
        guest.Number("_db_register_migration", "2_bad", "CREATE TABLE half (id INTEGER); INSERT INTO half VALUES (1); INSERT INTO missing VALUES (1)", "");
        guest.Number("_db_register_migration", "3_after", "CREATE TABLE later (id INTEGER)", "");
        Assert.Equal(-1, guest.Number("_db_run_migrations"));
        Assert.Contains(guest.Log.Lines, static line => line.Contains("2_bad", StringComparison.Ordinal) && line.Contains("missing", StringComparison.Ordinal));
        Assert.Equal("+1_good -2_bad -3_after", Names(guest.Text("_db_migration_status")));
        if (IsMySql)
        {
            Assert.Contains(guest.Log.Lines, static line => line.Contains("what it changed in the schema before remains", StringComparison.Ordinal));
            // Only the table remains: what was written after it is undone.
            Assert.Equal("[]", guest.Rows("select * from half"));
            guest.Execute("drop table half");
        }
        Assert.Equal("QUERY_ERROR", guest.ErrorCode("select * from half"));
        Assert.Equal("QUERY_ERROR", guest.ErrorCode("select * from later"));
        Assert.Equal("[]", guest.Rows("select * from good"));
        // Mended from outside, the rest runs.
        guest.Execute("create table missing (id integer)");
        Assert.Equal(2, guest.Number("_db_run_migrations"));
        Assert.Equal("+1_good +2_bad +3_after", Names(guest.Text("_db_migration_status")));
        Assert.Equal("""[{"id":1}]""", guest.Rows("select * from half"));
    }

    [Fact]
    [Trait("Rule", "N136")]
    public void A_migration_must_not_end_its_transaction()
    {
        foreach (var (number, end) in (IsPostgres ? Ends.Append("START TRANSACTION").Append("ABORT") : Ends).Index())
        {
            using var guest = new DatabaseGuest(Open());
            guest.Number("_db_register_migration", $"{number}", $"CREATE TABLE ended{number} (id INTEGER); {end}", "");
            Assert.Equal(-1, guest.Number("_db_run_migrations"));
            Assert.Contains(guest.Log.Lines, static line => line.Contains("transaction", StringComparison.Ordinal));
            if (Url.Contains("memory", StringComparison.Ordinal)) continue;
            using var other = new DatabaseGuest(Open());
            Assert.Equal("QUERY_ERROR", other.ErrorCode($"select * from ended{number}"));
            Assert.Equal("[]", other.Text("_db_migration_status"));
        }
    }

    [Fact]
    public void A_name_stands_for_one_text()
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal(0, guest.Number("_db_register_migration", "", "SELECT 1", ""));
        Assert.Equal(1, guest.Number("_db_register_migration", "a", "SELECT 1", ""));
        Assert.Equal(1, guest.Number("_db_register_migration", "a", "SELECT 1", ""));
        Assert.Equal(0, guest.Number("_db_register_migration", "a", "SELECT 2", ""));
        Assert.Equal(0, guest.Number("_db_register_migration", "a", "SELECT 1", "SELECT 1"));
        Assert.Contains(guest.Log.Lines, static line => line.Contains("another text", StringComparison.Ordinal));
    }

    [Fact]
    public void A_migration_is_taken_back_with_its_record()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Number("_db_register_migration", "1", "CREATE TABLE made (id INTEGER); CREATE TABLE more (id INTEGER)", "DROP TABLE more; DROP TABLE made;");
        guest.Number("_db_register_migration", "2", "CREATE TABLE kept (id INTEGER)", "");
        guest.Number("_db_register_migration", "3", "CREATE TABLE bad (id INTEGER)", "DROP TABLE bad; DROP TABLE missing");
        Assert.Equal(-1, guest.Number("_db_rollback_migration", "1"));
        Assert.Equal(3, guest.Number("_db_run_migrations"));
        Assert.Equal(0, guest.Number("_db_rollback_migration", "1"));
        Assert.Equal("-1 +2 +3", Names(guest.Text("_db_migration_status")));
        Assert.Equal("QUERY_ERROR", guest.ErrorCode("select * from more"));
        Assert.Equal(-1, guest.Number("_db_rollback_migration", "1"));
        Assert.Equal(-1, guest.Number("_db_rollback_migration", "2"));
        Assert.Equal(-1, guest.Number("_db_rollback_migration", "3"));
        Assert.Equal(-1, guest.Number("_db_rollback_migration", "unknown"));
        Assert.Equal("-1 +2 +3", Names(guest.Text("_db_migration_status")));
        Assert.Equal(IsMySql ? "QUERY_ERROR" : "[]", IsMySql ? guest.ErrorCode("select * from bad") : guest.Rows("select * from bad"));
        Assert.Equal(1, guest.Number("_db_run_migrations"));
        Assert.Equal("[]", guest.Rows("select * from more"));
    }

    [Fact]
    public void Migrations_wait_for_the_end_of_a_transaction_and_need_a_database()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Number("_db_register_migration", "1", "CREATE TABLE made (id INTEGER)", "DROP TABLE made");
        guest.Number("_db_begin");
        Assert.Equal(-1, guest.Number("_db_run_migrations"));
        Assert.Equal(1, guest.Number("_db_rollback"));
        Assert.Equal(1, guest.Number("_db_run_migrations"));
        using var without = new DatabaseGuest(null);
        without.Number("_db_register_migration", "1", "CREATE TABLE made (id INTEGER)", "");
        Assert.Equal(-1, without.Number("_db_run_migrations"));
        Assert.Equal(-1, without.Number("_db_rollback_migration", "1"));
        Assert.Equal("[]", without.Text("_db_migration_status"));
    }

    [Fact]
    public void Every_form_of_the_migration_functions_works()
    {
        using var guest = new DatabaseGuest(Open(), "prefixed");
        Assert.Equal(1, guest.Number("_db_register_migration", "1", "CREATE TABLE made (id INTEGER)", "DROP TABLE made"));
        Assert.Equal(1, guest.Number("_db_run_migrations"));
        Assert.Equal("+1", Names(guest.Text("_db_migration_status")));
        Assert.Equal($"ALTER TABLE made ADD COLUMN name {(IsMySql ? "LONGTEXT" : "TEXT")};", guest.Text("_db_migration_diff", """["id","name"]""", "made"));
        Assert.Equal(0, guest.Number("_db_rollback_migration", "1"));
        Assert.Equal("-1", Names(guest.Text("_db_migration_status")));
    }

    [Fact]
    public void Migrations_of_the_entry_point_run_after_it()
    {
        var source = Open();
        using (var guest = new DatabaseGuest(source, "migrations"))
        {
            guest.Guest.RunEntryPoint();
            guest.Guest.RunEntryPoint();
        }
        using var after = new DatabaseGuest(source);
        Assert.Equal("""[{"id":1},{"id":2}]""", after.Rows("select id from made order by id"));
        Assert.Equal("+001_table +002_rows", Names(after.Text("_db_migration_status")));
        after.Execute("delete from _clean_migrations where name = '001_table'");
        using var failing = new DatabaseGuest(source, "migrations");
        Assert.Contains("001_table", Assert.Throws<HostException>(failing.Guest.RunEntryPoint).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_diff_says_what_is_missing()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute("create table people (id integer primary key, name text)");
        var declared = """{"table":"people","fields":[{"name":"id","type":"integer"},{"name":"Name","type":"string"},{"name":"age","type":"integer","default":3,"nullable":false},{"name":"note","type":"text","default":"it's"}]}""";
        var expected = $"ALTER TABLE people ADD COLUMN age INTEGER NOT NULL DEFAULT 3;\nALTER TABLE people ADD COLUMN note {(IsMySql ? "LONGTEXT DEFAULT ('it''s')" : "TEXT DEFAULT 'it''s'")};";
        Assert.Equal(expected, guest.Text("_db_migration_diff", declared, "people"));
        Assert.Equal(expected, guest.Text("_db_migration_diff", declared, """{"table":"people","columns":["id","name"]}"""));
        Assert.Equal("", guest.Text("_db_migration_diff", """{"id":"integer"}""", "people"));
        // The statements are SQL that runs, also with names that are keywords.
        var statements = guest.Text("_db_migration_diff", """{"order":"integer","born":"date","active":"boolean","big":"long","extra":"json","at":"datetime","price":"decimal","rate":"number","key":"text","rank":"integer","groups":"json"}""", "people");
        foreach (var statement in statements.Split('\n')) Assert.Equal(0, guest.Execute(statement));
        Assert.Equal("", guest.Text("_db_migration_diff", """{"order":"integer","born":"date"}""", "people"));
        foreach (var (fields, live) in (ReadOnlySpan<(string, string)>)[("oops", "people"), ("[1]", "people"), ("[{}]", "people"), ("[\"\\ud800\"]", "people"), ("""["a b"]""", "people"), ("""["x"]""", "missing"), ("""["x"]""", "people; drop table people"), ("""["x"]""", "[]"), ("""{"x":"text; drop table people"}""", "people")])
            Assert.Equal("", guest.Text("_db_migration_diff", fields, live));
    }

    // The same database, as a later start of the program finds it; a database in memory belongs to one source.
    private protected virtual DatabaseSource? ReopenElsewhere() => Open();
}

public sealed class SqliteFileMigrationTests() : MigrationTests(TestedEngine.SqliteFile);

public sealed class SqliteMemoryMigrationTests() : MigrationTests(TestedEngine.SqliteMemory)
{
    private protected override DatabaseSource? ReopenElsewhere() => null;
}

public sealed class PostgresMigrationTests() : MigrationTests(TestedEngine.Postgres);

public sealed class MySqlMigrationTests() : MigrationTests(TestedEngine.MariaDb);
