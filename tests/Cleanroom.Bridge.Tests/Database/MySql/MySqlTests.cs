using System.Collections.Concurrent;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.Database.MySql;

public sealed class MySqlTests() : DatabaseTests(TestedEngine.MariaDb)
{
    [Fact]
    [Trait("Rule", "N124")]
    public void A_program_configures_only_a_server_that_is_granted_by_name_and_names_no_local_files()
    {
        var url = new Uri(Url);
        using var refused = new DatabaseGuest(null);
        Assert.Equal(-1, refused.Number("_db_configure", Url));
        Assert.Contains(refused.Log.Lines, line => line.Contains($"--net {url.Host}:{url.Port}", StringComparison.Ordinal));
        Assert.Equal(-1, refused.Number("_db_configure", "mysql://granted.example/x?host=127.0.0.1"));

        var network = new NetworkAccess([new NetworkGrant(url.Host, url.Port)], grantsOnly: false);
        using var granted = new DatabaseGuest(null, "pairs", new GuestOptions { Network = network });
        foreach (var option in (ReadOnlySpan<string>)["ssl-key", "ssl-ca", "ssl-cert", "socket", "server-public-key-path"]) Assert.Equal(-1, granted.Number("_db_configure", $"{Url}?{option}=/etc/passwd"));
        Assert.Equal("NO_DB", granted.ErrorCode("select 1 as a"));
        Assert.Equal(0, granted.Number("_db_configure", Url));
        Assert.Equal("""[{"a":1}]""", granted.Rows("select 1 as a"));
    }

    [Fact]
    public void Statement_cannot_fetch_files_of_the_host()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} (line text)");
        Assert.NotEqual("", guest.ErrorCode($"load data local infile '/etc/passwd' into table {Table}"));
        Assert.Equal("[]", guest.Rows($"select * from {Table}"));
    }

    [Fact]
    [Trait("Rule", "N145")]
    public void Statement_that_would_commit_is_refused_in_a_transaction()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} (id integer)");
        Assert.Equal(1, guest.Number("_db_begin"));
        Assert.Equal(1, guest.Execute($"insert into {Table} values (1)"));
        foreach (var statement in (string[])[$"create table {Table}x (id integer)", $"alter table {Table} add column b integer", $"truncate {Table}", $"/* x */ drop table {Table}", $"lock tables {Table} write", $"create or replace view {Table}v as select 1", $"/*! drop table {Table} */"])
            Assert.Equal("QUERY_ERROR", guest.ErrorCode(statement));
        Assert.Equal(0, guest.Execute($"create temporary table {Table}t (id integer)"));
        Assert.Equal(1, guest.Number("_db_rollback"));
        Assert.Equal("[]", guest.Rows($"select * from {Table}"));
    }

    [Fact]
    [Trait("Rule", "N128")]
    public async Task Deadlock_ends_the_transaction_and_a_commit_says_so()
    {
        var source = Open();
        using var one = new DatabaseGuest(source);
        using var two = new DatabaseGuest(source);
        one.Execute($"create table {Table} (id integer primary key, n integer)");
        one.Execute($"insert into {Table} values (1, 0), (2, 0)");
        one.Number("_db_begin");
        two.Number("_db_begin");
        Assert.Equal(1, one.Execute($"update {Table} set n = n + 1 where id = 1"));
        Assert.Equal(1, two.Execute($"update {Table} set n = n + 1 where id = 2"));
        var first = Task.Run(() => one.Execute($"update {Table} set n = n + 10 where id = 2"));
        var second = Task.Run(() => two.Execute($"update {Table} set n = n + 10 where id = 1"));
        long[] results = [await first.WaitAsync(Patience.Long), await second.WaitAsync(Patience.Long)];
        Assert.Equal([-1, 1], results.Order());
        var (loser, winner) = results[0] == -1 ? (one, two) : (two, one);
        Assert.Equal("QUERY_ERROR", loser.ErrorCode("select 1 as a"));
        Assert.Equal(0, loser.Number("_db_commit"));
        Assert.Equal(1, winner.Number("_db_commit"));
        Assert.Equal("""[{"s":11}]""", loser.Rows($"select cast(sum(n) as signed) as s from {Table}"));
    }

    [Fact]
    [Trait("Rule", "N63")]
    public void Locks_tables_and_variables_of_a_session_end_with_its_event()
    {
        var source = Open(new DatabaseOptions { PoolSize = 2, StatementTimeout = TimeSpan.FromSeconds(5) });
        using var guest = new DatabaseGuest(source);
        using var other = new DatabaseGuest(Open(new DatabaseOptions { StatementTimeout = TimeSpan.FromSeconds(5) }));
        guest.Execute($"create table {Table} (id integer)");
        // The connection is idle afterwards: nobody else has taken and reset it.
        Assert.Equal("""[{"l":1}]""", guest.Rows($"select get_lock('{Table}', 0) as l"));
        Assert.Equal("""[{"l":1}]""", other.Rows($"select get_lock('{Table}', 0) as l"));
        Assert.Equal(0, guest.Execute($"lock tables {Table} write"));
        Assert.Equal(1, other.Execute($"insert into {Table} values (1)"));
        guest.Number("_db_begin");
        Assert.Equal(0, guest.Execute($"create temporary table {Table}t (id integer)"));
        guest.Execute("set @mine = 7");
        Assert.Equal("""[{"l":1}]""", guest.Rows($"select get_lock('{Table}', 0) as l"));
        Assert.Equal("""[{"mine":7}]""", guest.Rows("select @mine as mine"));
        guest.Guest.EndEvent();
        Assert.Equal("QUERY_ERROR", guest.ErrorCode($"select * from {Table}t"));
        Assert.Equal("""[{"mine":null,"id":0}]""", guest.Rows("select @mine as mine, last_insert_id() + 0 as id"));
        Assert.Equal("""[{"l":1}]""", other.Rows($"select get_lock('{Table}', 0) as l"));
    }

    [Fact]
    public async Task Statement_that_waits_for_a_table_ends_at_its_limit_and_its_transaction_lets_go()
    {
        using var holder = new DatabaseGuest(Open());
        holder.Execute($"create table {Table} (id integer)");
        holder.Number("_db_begin");
        holder.Execute($"insert into {Table} values (1)");
        using var limited = new DatabaseGuest(Open(new DatabaseOptions { StatementTimeout = TimeSpan.FromSeconds(2) }));
        Assert.Equal("TIMEOUT", limited.ErrorCode($"alter table {Table} add column a integer"));
        // Preparing waits too: behind the ALTER, which waits for the transaction.
        using var altering = new DatabaseGuest(Open(new DatabaseOptions { StatementTimeout = Patience.Long }));
        var alter = Task.Run(() => altering.Execute($"alter table {Table} add column b integer"));
        Assert.True(SpinWait.SpinUntil(() => holder.Rows("select count(*) as n from information_schema.processlist where state like 'Waiting for table metadata lock%'").Contains("\"n\":1", StringComparison.Ordinal), Patience.Long));
        Assert.Equal("TIMEOUT", limited.ErrorCode($"select * from {Table} where id = ?", "[1]"));
        Assert.Equal("""[{"id":1}]""", holder.Rows($"select * from {Table}"));
        Assert.Equal(1, holder.Number("_db_rollback"));
        Assert.Equal(0, await alter.WaitAsync(Patience.Long));
        Assert.Equal("[]", limited.Rows($"select * from {Table} where id = ?", "[1]"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    public async Task Statement_ends_although_its_server_does_not_respond(string values)
    {
        using var server = MariaDbServer.StartOwn();
        using var source = DatabaseSource.Open(server.Url, new DatabaseOptions { StatementTimeout = TimeSpan.FromSeconds(1), AcquireTimeout = TimeSpan.FromSeconds(2), PoolSize = 1 });
        using var guest = new DatabaseGuest(source);
        Assert.Equal(1, guest.Number("_db_begin"));
        server.Signal("STOP");
        try
        {
            var code = await Task.Run(() => guest.ErrorCode(values.Length == 0 ? "select 1 as a" : "select ? as a", values)).WaitAsync(Patience.Long);
            Assert.Equal("TIMEOUT", code);
            await Task.Run(guest.Guest.EndEvent).WaitAsync(Patience.Long);
        }
        finally
        {
            server.Signal("CONT");
        }
        Assert.True(SpinWait.SpinUntil(() => guest.Query("select 1 as a").Contains("\"a\":1", StringComparison.Ordinal), Patience.Long));
    }

    [Fact]
    public void Pool_takes_a_third_of_what_the_server_allows()
    {
        using var sized = DatabaseSource.Open(Url, new DatabaseOptions { Verify = true });
        Assert.Equal((0, 50), sized.Connections);
        using var chosen = DatabaseSource.Open(Url, new DatabaseOptions { Verify = true, PoolSize = 4 });
        Assert.Equal((0, 4), chosen.Connections);
    }

    [Fact]
    [Trait("Rule", "N131")]
    public async Task The_pool_recovers_after_the_server_was_stopped_under_load_and_nothing_acknowledged_is_lost()
    {
        using var server = MariaDbServer.StartOwn();
        await RestartUnderLoad.CheckAsync(server, "KILL");
    }
}
