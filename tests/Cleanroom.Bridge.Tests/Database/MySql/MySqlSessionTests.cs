using Cleanroom.Bridge.Database;

namespace Cleanroom.Bridge.Tests.Database.MySql;

/// <summary>What an event does to its session on the server does not reach the next one, and nobody waits for an idle connection.</summary>
public sealed class MySqlSessionTests() : EngineTests(TestedEngine.MariaDb)
{
    static DatabaseOptions OneConnection => new() { PoolSize = 1, StatementTimeout = TimeSpan.FromSeconds(5) };

    [Theory]
    [InlineData("use mysql", "select database() as a", """[{"a":"test"}]""")]
    [InlineData("set session_track_schema = 0|use mysql", "select database() as a", """[{"a":"test"}]""")]
    [InlineData("execute immediate 'use mysql'", "select database() as a", """[{"a":"test"}]""")]
    [InlineData("set statement max_statement_time = 5 for execute immediate concat('us', 'e mysql')", "select database() as a", """[{"a":"test"}]""")]
    // A session in which a text ends earlier than the scanner sees.
    [InlineData("set sql_mode = 'NO_BACKSLASH_ESCAPES'|select '\\' as a; use mysql; select '1'", "select database() as a", """[{"a":"test"}]""")]
    [InlineData("set profiling = 1|select 'secret' as a", "show profiles", "[]")]
    [InlineData("set @@session.`profiling` = 1|select 'secret' as a", "select count(*) as a from information_schema.profiling", """[{"a":0}]""")]
    [InlineData("set sql_mode = 'ANSI_QUOTES', sql_select_limit = 1, autocommit = 0", "select @@sql_select_limit > 1 and @@autocommit and @@sql_mode not like '%ansi%' as a", """[{"a":1}]""")]
    [InlineData("set timestamp = 1000, insert_id = 500, last_insert_id = 7", "select now() > '2000-01-01' and @@insert_id = 0 and last_insert_id() + 0 = 0 as a", """[{"a":1}]""")]
    [InlineData("set names latin1", "select @@character_set_client as a", """[{"a":"utf8mb4"}]""")]
    [InlineData("prepare p from 'select 1'", "execute p", "QUERY_ERROR")]
    [Trait("Rule", "N63")]
    public void State_of_a_session_ends_with_its_event(string statements, string question, string expected)
    {
        var source = Open(OneConnection);
        using var first = new DatabaseGuest(source);
        using var second = new DatabaseGuest(source);
        Assert.Equal(1, first.Number("_db_begin"));
        foreach (var statement in statements.Split('|')) Assert.Contains("\"ok\":true", first.Query(statement), StringComparison.Ordinal);
        first.Guest.EndEvent();
        if (expected.StartsWith('[')) Assert.Equal(expected, second.Rows(question));
        else Assert.Equal(expected, second.ErrorCode(question));
    }

    [Fact]
    [Trait("Rule", "N63")]
    public void A_dropped_database_is_selected_again()
    {
        var url = NewDatabase();
        var name = url[(url.LastIndexOf('/') + 1)..];
        using var source = DatabaseSource.Open(url, OneConnection);
        using var guest = new DatabaseGuest(source);
        Assert.Equal(0, guest.Execute($"drop database {name}"));
        using var other = new DatabaseGuest(Open());
        Assert.Equal(1, other.Execute($"create database {name}"));
        Assert.Equal($$"""[{"a":"{{name}}"}]""", guest.Rows("select database() as a"));
    }

    [Theory]
    [InlineData("set role {0}")]
    [InlineData("call {1}p()")]
    // Nothing in these texts shows it.
    [InlineData("select {1}f() as a")]
    [InlineData("insert into {1} values (1)")]
    [Trait("Rule", "N63")]
    public void A_role_ends_with_its_event(string statement)
    {
        var name = $"made_{Table}";
        using var owner = new DatabaseGuest(Open());
        foreach (var step in (string[])
        [
            $"create role {name}r", $"create role {name}d", $"create user {name} identified by 'not-a-secret'", $"grant {name}r to {name}", $"grant {name}d to {name}", $"set default role {name}d for {name}",
            $"grant all on test.* to {name}", $"create table {name} (id integer)", $"create procedure {name}p() sql security invoker set role {name}r",
            $"create function {name}f() returns integer sql security invoker begin set role {name}r; return 1; end", $"create trigger {name}t before insert on {name} for each row set role {name}r",
        ])
            Assert.Contains("\"ok\":true", owner.Query(step), StringComparison.Ordinal);
        using var source = DatabaseSource.Open(Url.Replace("cleanroom:", $"{name}:", StringComparison.Ordinal), OneConnection);
        using var first = new DatabaseGuest(source);
        using var second = new DatabaseGuest(source);
        Assert.NotEqual(-1, first.Execute(statement.Replace("{0}", $"{name}r", StringComparison.Ordinal).Replace("{1}", name, StringComparison.Ordinal)));
        Assert.Equal($$"""[{"a":"{{name}}d"}]""", second.Rows("select current_role() as a"));
        Assert.Equal(0, owner.Execute($"revoke {name}d from {name}"));
        for (var i = 0; i < 3; i++) Assert.Equal("""[{"a":1}]""", second.Rows("select 1 as a"));
        Assert.Equal("""[{"a":null}]""", second.Rows("select current_role() as a"));
    }

    [Theory]
    [InlineData("select get_lock('{0}', 0) as l")]
    [InlineData("select `get_lock`('{0}', 0) as l")]
    [InlineData("select * from {0}v")]
    [InlineData("select {0}f() as l")]
    [InlineData("call {0}p()")]
    [InlineData("set statement max_statement_time = 5 for execute immediate concat('select get', '_lock(''{0}'', 0)')")]
    [Trait("Rule", "N63")]
    public void A_lock_ends_with_its_event_however_it_was_taken(string statement)
    {
        using var guest = new DatabaseGuest(Open());
        using var other = new DatabaseGuest(Open());
        Assert.Equal(0, guest.Execute($"create view {Table}v as select get_lock('{Table}', 0) as l"));
        Assert.Equal(0, guest.Execute($"create function {Table}f() returns integer return get_lock('{Table}', 0)"));
        Assert.Equal(0, guest.Execute($"create procedure {Table}p() select get_lock('{Table}', 0)"));
        Assert.Contains("\"ok\":true", guest.Query(statement.Replace("{0}", Table, StringComparison.Ordinal)), StringComparison.Ordinal);
        // The connection is idle now: nobody else has taken it.
        Assert.Equal($$"""[{"l":1}]""", other.Rows($"select get_lock('{Table}', 0) as l"));
    }

    [Theory]
    [InlineData("lock tables {0} write")]
    [InlineData("flush tables {0} with read lock")]
    [InlineData("call {0}p()")]
    [InlineData("xa start '{0}'")]
    [Trait("Rule", "N63")]
    public void Nobody_waits_for_an_idle_connection(string statement)
    {
        using var guest = new DatabaseGuest(Open());
        using var other = new DatabaseGuest(Open(OneConnection));
        guest.Execute($"create table {Table} (id integer primary key)");
        guest.Execute($"insert into {Table} values (1)");
        guest.Execute($"create procedure {Table}p() begin start transaction; update {Table} set id = 2; end");
        Assert.NotEqual(-1, guest.Execute(statement.Replace("{0}", Table, StringComparison.Ordinal)));
        Assert.Equal(1, other.Execute($"update {Table} set id = 3"));
    }

    [Fact]
    public void A_connection_is_used_again_unless_it_ran_what_a_reset_may_leave()
    {
        using var guest = new DatabaseGuest(Open(OneConnection));
        guest.Execute($"create table {Table} (id integer)");
        string Connection() => guest.Rows("select connection_id() as a");
        var first = Connection();
        guest.Execute($"insert into {Table} values (?)", "[1]");
        guest.Rows($"(select id from {Table}) union select 2 ;");
        guest.Rows($"/* x */ with t as (select 1 as a) select a from t where a = ?", "[1]");
        Assert.Equal(first, Connection());
        guest.Execute("set @a = 1");
        Assert.NotEqual(first, Connection());
    }

    [Fact]
    [Trait("Rule", "N131")]
    public void Connections_that_the_server_closed_fail_once_at_most()
    {
        var source = Open(new DatabaseOptions { PoolSize = 3 });
        DatabaseGuest[] guests = [new(source), new(source), new(source)];
        foreach (var guest in guests) Assert.Equal(1, guest.Number("_db_begin"));
        var connections = guests.Select(static guest => guest.Rows("select connection_id() as a")["[{\"a\":".Length..^2]).ToArray();
        foreach (var guest in guests) guest.Guest.EndEvent();
        using var killer = new DatabaseGuest(Open());
        foreach (var connection in connections) Assert.Equal(0, killer.Execute($"kill {connection}"));
        var begun = guests.Select(static guest => guest.Number("_db_begin")).ToArray();
        Assert.InRange(begun.Count(static result => result != 1), 0, 1);
        foreach (var guest in guests) guest.Dispose();
    }
}
