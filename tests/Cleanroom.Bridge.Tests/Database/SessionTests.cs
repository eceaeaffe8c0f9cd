using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Tests.Database;

/// <summary>What one event may notice of another, and of the connection that it gets: nothing.</summary>
public abstract class SessionTests(TestedEngine engine) : EngineTests(engine)
{
    static string Id(string answer) => DatabaseGuest.Part(answer, "data", "last_insert_id");

    string OrUpdate(string column) => IsMySql ? $"on duplicate key update {column} = values({column})" : $"on conflict ({column}) do update set {column} = excluded.{column}";

    [Fact]
    [Trait("Rule", "N130")]
    public void An_upsert_that_updates_does_not_answer_the_id_of_another_event()
    {
        var source = Open(new DatabaseOptions { PoolSize = 1 });
        using var guest = new DatabaseGuest(source);
        using var other = new DatabaseGuest(source);
        guest.Execute($"create table {Table} ({Key}, name varchar(20) unique)");
        Assert.Equal("1", Id(guest.Query($"insert into {Table} (name) values ('a')")));
        Assert.Equal("2", Id(guest.Query($"insert into {Table} (name) values ('b')")));
        // PostgreSQL tells the row that was met, the others do not.
        Assert.Equal(IsPostgres ? "1" : "null", Id(other.Query($"insert into {Table} (name) values ('a') {OrUpdate("name")}")));
        // All engines have drawn a number for the row that was not inserted.
        Assert.Equal("4", Id(guest.Query($"insert into {Table} (name) values ('c') {OrUpdate("name")}")));
        Assert.Equal("null", Id(other.Query(IsMySql ? $"insert ignore into {Table} (name) values ('a')" : $"insert into {Table} (name) values ('a') on conflict (name) do nothing")));
    }

    [Fact]
    [Trait("Rule", "N130")]
    public void The_same_id_in_another_table_is_an_id_too()
    {
        using var guest = new DatabaseGuest(Open(new DatabaseOptions { PoolSize = 1 }));
        guest.Execute($"create table {Table}a ({Key}, name text)");
        guest.Execute($"create table {Table}b ({Key}, name varchar(20) unique)");
        Assert.Equal("1", Id(guest.Query($"insert into {Table}a (name) values ('a')")));
        Assert.Equal("1", Id(guest.Query($"insert into {Table}b (name) values ('a') {OrUpdate("name")}")));
        Assert.Equal("""[{"id":1}]""", guest.Rows("select last_insert_id() as id"));
    }

    [Fact]
    [Trait("Rule", "N130")]
    public void A_key_that_was_renamed_is_found_again()
    {
        var source = Open();
        using var guest = new DatabaseGuest(source);
        guest.Execute($"create table {Table} ({Key}, name text)");
        Assert.Equal("1", Id(guest.Query($"insert into {Table} (name) values ('a')")));
        guest.Execute($"alter table {Table} rename column id to number");
        Assert.Equal("2", Id(guest.Query($"insert into {Table} (name) values ('b')")));
        if (ReopenElsewhere() is not { } elsewhere) return;
        using var other = new DatabaseGuest(elsewhere);
        other.Execute($"alter table {Table} rename column number to id");
        Assert.Equal("3", Id(guest.Query($"insert into {Table} (name) values ('c')")));
        Assert.Equal("QUERY_ERROR", guest.ErrorCode($"insert into {Table} (missing) values ('c')"));
    }

    [Fact]
    [Trait("Rule", "N134")]
    public void Values_for_a_statement_without_placeholders_are_refused_also_for_transactions()
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal(-1, guest.Execute("BEGIN", "[1]"));
        Assert.Equal(0, guest.Number("_db_commit"));
    }

    [Fact]
    [Trait("Rule", "N134")]
    public void Numbers_beyond_a_double_do_not_end_the_guest()
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Contains("\"ok\":", guest.Query("select ? as a", "[1e999]"), StringComparison.Ordinal);
        Assert.Equal("VALIDATION_ERROR", guest.ErrorCode("select ? as a", "[\"\\ud800\"]"));
        Assert.Equal("""[{"a":null}]""", guest.Rows("select ? as a", "[null]"));
    }

    [Fact]
    [Trait("Rule", "N145")]
    public void A_savepoint_without_a_transaction_fails_instead_of_vanishing()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} (id integer)");
        Assert.Equal(-1, guest.Execute("SAVEPOINT s"));
        Assert.Equal(1, guest.Execute($"insert into {Table} values (1)"));
        using var other = new DatabaseGuest(guest.Guest.Options.Database);
        Assert.Equal("""[{"id":1}]""", other.Rows($"select * from {Table}"));
    }

    [Fact]
    public void The_next_guest_does_not_notice_settings_of_the_one_before()
    {
        var source = Open(new DatabaseOptions { PoolSize = 1 });
        using var guest = new DatabaseGuest(source);
        using var next = new DatabaseGuest(source);
        if (IsPostgres)
        {
            guest.Execute("set search_path = nowhere");
            guest.Execute("set time zone 'Asia/Tokyo'");
            Assert.Equal("""[{"TimeZone":"UTC"}]""", next.Rows("show timezone"));
            return;
        }
        if (IsMySql)
        {
            guest.Execute("set time_zone = '+09:00', sql_mode = '', autocommit = 0, @mine = 7");
            Assert.Equal("""[{"zone":"SYSTEM","autocommit":1,"mine":null}]""", next.Rows("select @@time_zone as zone, @@autocommit as autocommit, @mine as mine"));
            Assert.Contains("STRICT_TRANS_TABLES", next.Rows("select @@sql_mode as mode"), StringComparison.Ordinal);
            return;
        }
        // SQLite obeys this one when it reads it, before the text turns out to hold two statements.
        Assert.Equal("VALIDATION_ERROR", guest.ErrorCode("pragma foreign_keys = off; select 1"));
        Assert.Equal("""[{"foreign_keys":1}]""", next.Rows("pragma foreign_keys"));
        Assert.Equal(-1, guest.Execute("pragma case_sensitive_like = on; select 1"));
        Assert.Equal("""[{"a":1}]""", next.Rows("select 'A' like 'a' as a"));
    }

    [Fact]
    public void Names_of_columns_follow_the_table()
    {
        using var guest = new DatabaseGuest(Open(new DatabaseOptions { PoolSize = 1 }));
        guest.Execute($"create table {Table} (id integer)");
        guest.Execute($"insert into {Table} values (1)");
        Assert.Equal("""[{"id":1}]""", guest.Rows($"select * from {Table}"));
        guest.Execute($"alter table {Table} rename column id to number");
        Assert.Equal("""[{"number":1}]""", guest.Rows($"select * from {Table}"));
        guest.Execute($"alter table {Table} add column name text");
        Assert.Equal("""[{"number":1,"name":null}]""", guest.Rows($"select * from {Table}"));
        if (ReopenElsewhere() is not { } elsewhere) return;
        using var other = new DatabaseGuest(elsewhere);
        other.Execute($"alter table {Table} rename column number to id");
        Assert.Equal("""[{"id":1,"name":null}]""", guest.Rows($"select * from {Table}"));
    }

    [Fact]
    public void Connected_asks_the_transaction_inside_of_one()
    {
        using var guest = new DatabaseGuest(Open(new DatabaseOptions { PoolSize = 1, StatementTimeout = TimeSpan.FromSeconds(2) }));
        Assert.Equal(1, guest.Number("_db_connected"));
        guest.Number("_db_begin");
        Assert.Equal(1, guest.Number("_db_connected"));
        Assert.Equal("TIMEOUT", guest.ErrorCode(Endless));
        Assert.Equal(0, guest.Number("_db_connected"));
        guest.Number("_db_rollback");
        Assert.Equal(1, guest.Number("_db_connected"));
    }

    [Fact]
    public void Old_names_work_in_both_forms()
    {
        var source = Open();
        using var guest = new DatabaseGuest(source);
        guest.Execute($"create table {Table} (id integer)");
        foreach (var form in (string[])["old", "old_prefixed"])
        {
            using var old = new DatabaseGuest(source, form);
            Assert.Equal(1, old.Number("db_begin"));
            Assert.Equal(0, old.Number("db_begin"));
            Assert.Equal(1, old.Number("db_execute", $"insert into {Table} values (?)", "[7]"));
            Assert.Equal(1, old.Number("db_rollback"));
            Assert.Equal(1, old.Number("db_begin"));
            Assert.Equal(1, old.Number("db_execute", $"insert into {Table} values (?)", "[8]"));
            Assert.Equal(1, old.Number("db_commit"));
            Assert.Equal(0, old.Number("db_commit"));
            Assert.Equal("""{"ok":true,"data":{"rows":[{"id":8}],"count":1}}""", old.Text("db_query", $"select * from {Table} where id = ?", "[8]"));
            Assert.Equal("VALIDATION_ERROR", DatabaseGuest.CodeOf(old.Text("db_query", "select ?", "")));
            Assert.Equal(-1, old.Number("db_execute", "oops", ""));
            Assert.Equal(1, old.Number("db_execute", $"delete from {Table}", ""));
        }
    }

    [Fact]
    public void Less_common_forms_have_the_same_meaning()
    {
        using var wide = new DatabaseGuest(Open(), "wide");
        Assert.Equal(0, wide.Execute($"create table {Table} (id integer)"));
        Assert.Equal(1, wide.Number("_db_begin"));
        Assert.Equal(1, wide.Execute($"insert into {Table} values (1)"));
        Assert.Equal(1, wide.Number("_db_rollback"));
        Assert.Equal(1, wide.Number("_db_begin"));
        Assert.Equal(2, wide.Execute($"insert into {Table} values (2), (3)"));
        Assert.Equal(1, wide.Number("_db_commit"));
        Assert.Equal(-1, wide.Execute("oops"));
        wide.Number("_db_query_async", $"select * from {Table} where id = ?", "[3]");
        Assert.Equal("""{"ok":true,"data":{"rows":[{"id":3}],"count":1}}""", wide.Text("_db_query_result"));
        wide.Number("_db_execute_async", $"delete from {Table}", "");
        Assert.Equal(2, wide.Number("_db_execute_result"));
    }

    [Fact]
    public void The_guide_gets_bare_rows_for_every_answer()
    {
        using var guide = new DatabaseGuest(Open(), "guide");
        Assert.Equal(0, guide.Execute($"create table {Table} ({Key}, name text)"));
        Assert.Equal(1, guide.Number("_db_begin"));
        Assert.Equal("[]", guide.Query($"insert into {Table} (name) values (?)", "[\"a\"]"));
        Assert.Equal("""[{"id":1}]""", guide.Query("select last_insert_id() as id"));
        Assert.Equal("""[{"id":2}]""", guide.Query($"insert into {Table} (name) values (?) returning id", "[\"b\"]"));
        Assert.Equal(1, guide.Number("_db_commit"));
        Assert.Equal("""[{"id":1,"name":"a"},{"id":2,"name":"b"}]""", guide.Query($"select * from {Table} order by id"));
        Assert.Equal("", guide.Query("select ?", "oops"));
        Assert.Equal("", guide.Query("select missing from nowhere"));
        using var rows = new DatabaseGuest(Open(), "pairs", new GuestOptions { DatabaseResult = DatabaseResultForm.Rows });
        Assert.Equal("""[{"a":1}]""", rows.Query("select 1 as a"));
        Assert.Equal("", rows.Query("oops"));
    }

    // The same database with a pool of its own; a database in memory belongs to one source.
    private protected virtual DatabaseSource? ReopenElsewhere() => Open();
}

public sealed class SqliteFileSessionTests() : SessionTests(TestedEngine.SqliteFile)
{
    [Fact]
    [Trait("Rule", "N130")]
    public void A_table_without_row_ids_answers_none()
    {
        using var guest = new DatabaseGuest(Open(new DatabaseOptions { PoolSize = 1 }));
        guest.Execute("create table a (id integer primary key)");
        guest.Execute("create table b (key text primary key) without rowid");
        guest.Execute("create view v as select id from a");
        guest.Execute("create trigger t instead of insert on v begin insert into a values (new.id); end");
        Assert.Equal("""{"affected_rows":1,"last_insert_id":7}""", DatabaseGuest.Part(guest.Query("insert into a values (7)"), "data"));
        Assert.Equal("""{"affected_rows":1,"last_insert_id":null}""", DatabaseGuest.Part(guest.Query("insert into b values ('x')"), "data"));
        Assert.Equal("""{"affected_rows":0,"last_insert_id":null}""", DatabaseGuest.Part(guest.Query("insert into v values (9)"), "data"));
    }
}

public sealed class SqliteMemorySessionTests() : SessionTests(TestedEngine.SqliteMemory)
{
    private protected override DatabaseSource? ReopenElsewhere() => null;
}

public sealed class PostgresSessionTests() : SessionTests(TestedEngine.Postgres);

public sealed class MySqlSessionTests() : SessionTests(TestedEngine.MariaDb);
