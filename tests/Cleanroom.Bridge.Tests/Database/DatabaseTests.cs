using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Guests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Database;

/// <summary>What holds on every engine: the derived classes run it on each.</summary>
public abstract class DatabaseTests(TestedEngine engine) : EngineTests(engine)
{
    [Fact]
    public void The_vectors_of_the_contract_hold()
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal("""{"ok":true,"data":{"rows":[{"a":1,"b":"?"}],"count":1}}""", guest.Query("select ? as a, '?' as b", "[1]"));
        Assert.Equal("""[{"x":2,"y":1}]""", guest.Rows("select $2 as x, $1 as y", "[1,2]"));
    }

    [Fact]
    [Trait("Rule", "N134")]
    public void Both_placeholders_work_and_parameters_are_never_dropped()
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal("""[{"a":"?","b":1,"c":2}]""", guest.Rows("/* ? */ select '?' as a, -- $1 ?\n ? as b, ? as c", "[1,2]"));
        Assert.Equal("""[{"a":"it's $1","b":7}]""", guest.Rows("select 'it''s $1' as a, $1 as b", "[7]"));
        Assert.Equal("""[{"?":1}]""", guest.Rows("select ? as \"?\"", "[1]"));
        Assert.Equal("VALIDATION_ERROR", guest.ErrorCode("select ? as a", "[]"));
        Assert.Equal("VALIDATION_ERROR", guest.ErrorCode("select ? as a"));
        Assert.Equal("VALIDATION_ERROR", guest.ErrorCode("select ? as a", "[1,2]"));
        Assert.Equal("VALIDATION_ERROR", guest.ErrorCode("select 1 as a", "[1]"));
        foreach (var broken in (string[])["{}", "[1", "hello", "[1] [2]", "1", "null"]) Assert.Equal("VALIDATION_ERROR", guest.ErrorCode("select ? as a", broken));
        Assert.Equal(-1, guest.Execute("select ? as a", "oops"));
    }

    [Fact]
    public void Parameters_of_every_kind_arrive_exactly()
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal(0, guest.Execute($"create table {Table} (a bigint, b text, c double precision, d text)"));
        Assert.Equal(1, guest.Execute($"insert into {Table} values (?, ?, ?, ?)", """[9223372036854775807,"é\"x",2.5,{"k":[1, 2]}]"""));
        Assert.Equal(1, guest.Execute($"insert into {Table} values (?, ?, ?, ?)", "[-9223372036854775808,null,null,[]]"));
        Assert.Equal("""[{"a":-9223372036854775808,"b":null,"c":null,"d":"[]"},{"a":9223372036854775807,"b":"é\"x","c":2.5,"d":"{\"k\":[1, 2]}"}]""", guest.Rows($"select * from {Table} order by a"));
        Assert.Equal(IsPostgres ? """[{"a":true,"b":false}]""" : """[{"a":1,"b":0}]""", guest.Rows("select ? as a, ? as b", "[true,false]"));
        Assert.Equal("""[{"a":5.0,"b":0.1}]""", guest.Rows("select ? as a, ? as b", "[5.0,0.1]"));
        Assert.Equal("""[{"a":"x"}]""", guest.Rows("select ? as a", "[\"x\"]"));
    }

    [Fact]
    [Trait("Rule", "N128")]
    public void A_rollback_undoes_what_was_done_in_the_transaction()
    {
        var source = Open();
        using var guest = new DatabaseGuest(source);
        guest.Execute($"create table {Table} (id integer)");
        Assert.Equal(1, guest.Number("_db_begin"));
        Assert.Equal(0, guest.Number("_db_begin"));
        Assert.Equal(1, guest.Execute($"insert into {Table} values (1)"));
        Assert.Equal("""[{"n":1}]""", guest.Rows($"select count(*) as n from {Table}"));
        Assert.Equal(1, guest.Number("_db_rollback"));
        Assert.Equal("""[{"n":0}]""", guest.Rows($"select count(*) as n from {Table}"));
        Assert.Equal(0, guest.Number("_db_rollback"));
        Assert.Equal(0, guest.Number("_db_commit"));
        guest.Number("_db_begin");
        guest.Execute($"insert into {Table} values (2)");
        Assert.Equal(1, guest.Number("_db_commit"));
        using var other = new DatabaseGuest(source);
        Assert.Equal("""[{"id":2}]""", other.Rows($"select * from {Table}"));
    }

    [Fact]
    public void Transactions_written_as_SQL_are_the_same_transactions()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} (id integer)");
        Assert.Equal(0, guest.Execute("BEGIN"));
        guest.Execute($"insert into {Table} values (1)");
        guest.Execute("SAVEPOINT s");
        guest.Execute($"insert into {Table} values (2)");
        Assert.Equal(0, guest.Execute("ROLLBACK TO SAVEPOINT s"));
        Assert.Equal(0, guest.Number("_db_begin"));
        Assert.Equal(0, guest.Execute("commit;"));
        Assert.Equal(-1, guest.Execute("COMMIT"));
        Assert.Equal("""[{"id":1}]""", guest.Rows($"select * from {Table}"));
        Assert.Equal("VALIDATION_ERROR", guest.ErrorCode("BEGIN ISOLATION LEVEL SERIALIZABLE"));
    }

    [Fact]
    [Trait("Rule", "N129")]
    public void A_transaction_left_open_is_rolled_back_at_the_end_of_the_event()
    {
        var source = Open(new DatabaseOptions { PoolSize = 1 });
        using (var first = new DatabaseGuest(source))
        {
            first.Execute($"create table {Table} (id integer)");
            first.Number("_db_begin");
            first.Execute($"insert into {Table} values (1)");
            first.Guest.EndEvent();
            Assert.Equal("""[{"n":0}]""", first.Rows($"select count(*) as n from {Table}"));
            first.Number("_db_begin");
            first.Execute($"insert into {Table} values (2)");
        }
        using (var trapping = new DatabaseGuest(source))
            Assert.Throws<Wasm.TrapException>(() => trapping.Number("insert_and_trap", $"insert into {Table} values (3)", ""));
        using var last = new DatabaseGuest(source);
        Assert.Equal(1, last.Execute($"insert into {Table} values (4)"));
        Assert.Equal("""[{"id":4}]""", last.Rows($"select * from {Table}"));
    }

    [Fact]
    [Trait("Rule", "N130")]
    public void The_last_insert_id_is_that_of_the_event()
    {
        var source = Open();
        using var guest = new DatabaseGuest(source);
        using var other = new DatabaseGuest(source);
        guest.Execute($"create table {Table} ({Key}, name varchar(20))");
        Assert.Equal("""{"affected_rows":1,"last_insert_id":1}""", DatabaseGuest.Part(guest.Query($"insert into {Table} (name) values (?)", "[\"a\"]"), "data"));
        // MySQL tells the first of several.
        Assert.Equal($$"""{"affected_rows":2,"last_insert_id":{{(IsMySql ? 2 : 3)}}}""", DatabaseGuest.Part(other.Query($"insert into {Table} (name) values ('b'), ('c');"), "data"));
        Assert.Equal("""[{"id":1}]""", guest.Rows("SELECT LAST_INSERT_ID() AS id"));
        Assert.Equal($$"""[{"LAST_INSERT_ROWID()":{{(IsMySql ? 2 : 3)}}}]""", other.Rows("select LAST_INSERT_ROWID();"));
        Assert.Equal("""{"affected_rows":3,"last_insert_id":null}""", DatabaseGuest.Part(guest.Query($"update {Table} set name = 'z'"), "data"));
        Assert.Equal("""{"affected_rows":0,"last_insert_id":null}""", DatabaseGuest.Part(guest.Query($"create index i{Table} on {Table} (name)"), "data"));
        guest.Number("_db_begin");
        guest.Execute($"insert into {Table} (name) values ('d')");
        Assert.Equal("""[{"id":4}]""", guest.Rows("SELECT last_insert_id() id"));
        guest.Guest.EndEvent();
        Assert.Equal("""[{"id":0}]""", guest.Rows("SELECT last_insert_id() id"));
    }

    [Fact]
    [Trait("Rule", "N132")]
    public async Task Queries_run_in_parallel_and_a_pool_of_one_works()
    {
        var source = Open(new DatabaseOptions { PoolSize = 2 });
        using var one = new DatabaseGuest(source);
        using var two = new DatabaseGuest(source);
        // The first stays inside its statement until it is stopped; the second must not wait for that.
        var slow = Task.Run(() => one.ErrorCode(Endless));
        Assert.True(SpinWait.SpinUntil(() => source.Connections?.InUse == 1, Patience.Long));
        Assert.Equal("""[{"a":1}]""", two.Rows("select 1 as a"));
        Assert.False(slow.IsCompleted);
        one.Guest.Stop();
        Assert.Equal(TrapKind.Interrupted, (await Assert.ThrowsAsync<TrapException>(() => slow)).Kind);

        using var single = new DatabaseGuest(Open(new DatabaseOptions { PoolSize = 1 }));
        for (var i = 0; i < 20; i++) Assert.Equal("""[{"a":1}]""", single.Rows("select 1 as a"));
    }

    [Fact]
    public void Statements_and_waits_for_a_connection_have_limits_and_the_pool_recovers()
    {
        var source = Open(new DatabaseOptions { PoolSize = 1, StatementTimeout = TimeSpan.FromSeconds(2), AcquireTimeout = TimeSpan.FromSeconds(2) });
        using var guest = new DatabaseGuest(source);
        using var other = new DatabaseGuest(source);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("TIMEOUT", guest.ErrorCode(Endless));
            Assert.Equal("""[{"a":1}]""", guest.Rows("select 1 as a"));
        }
        guest.Number("_db_begin");
        Assert.Equal("TIMEOUT", other.ErrorCode("select 1 as a"));
        Assert.Equal(0, other.Number("_db_connected"));
        Assert.Equal("TIMEOUT", guest.ErrorCode(Endless));
        Assert.Equal("CONNECTION_ERROR", guest.ErrorCode("select 1 as a"));
        Assert.Equal(0, guest.Number("_db_commit"));
        Assert.Equal("""[{"a":1}]""", other.Rows("select 1 as a"));
        Assert.Equal(1, other.Number("_db_connected"));
    }

    [Fact]
    [Trait("Rule", "N133")]
    public void A_thousand_rows_parse()
    {
        using var guest = new DatabaseGuest(Open());
        var rows = guest.Rows($"with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000) select i, i * 0.5 as half, {(IsMySql ? "concat('text \"', i)" : "'text \"' || i")} as text from n");
        using var document = System.Text.Json.JsonDocument.Parse(rows);
        Assert.Equal(1000, document.RootElement.GetArrayLength());
        Assert.Equal("text \"1000", document.RootElement[999].GetProperty("text").GetString());
        Assert.Equal(499.5, document.RootElement[998].GetProperty("half").GetDouble());
    }

    [Fact]
    [Trait("Rule", "N149")]
    public void The_answer_follows_the_result_and_not_the_first_word()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} ({Key}, name text)");
        Assert.Equal("""[{"id":1}]""", guest.Rows($"insert into {Table} (name) values ('a') returning id"));
        Assert.Equal("[]", guest.Rows($"select * from {Table} where id = 99"));
        Assert.Equal(IsMySql ? """[{"1":1},{"1":2}]""" : """[{"column1":1},{"column1":2}]""", guest.Rows("values (1), (2)"));
        Assert.Equal("""[{"name":"a"}]""", guest.Rows($"-- a comment\nwith x as (select * from {Table}) select name from x"));
        Assert.Equal("""{"affected_rows":1,"last_insert_id":null}""", DatabaseGuest.Part(guest.Query($"/* select */ delete from {Table}"), "data"));
        if (IsPostgres) Assert.Equal("""[{"TimeZone":"UTC"}]""", guest.Rows("show timezone"));
        else if (IsMySql) Assert.Equal("""[{"Variable_name":"autocommit","Value":"ON"}]""", guest.Rows("show variables like 'autocommit'"));
        else Assert.Contains("\"name\":\"name\"", guest.Rows($"pragma table_info({Table})"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N150")]
    public void Tagged_values_arrive_as_timestamps()
    {
        using var guest = new DatabaseGuest(Open());
        var type = IsMySql ? "datetime(6)" : "timestamp";
        guest.Execute($"create table {Table} (a {type}, b {type}, c {type})");
        Assert.Equal(1, guest.Execute($"insert into {Table} values (?, ?, ?)", """[{"__type":"epoch_s","value":86400},{"__type":"epoch_ms","value":1500},{"value":"2024-02-29T12:00:00+02:00","__type":"datetime_iso"}]"""));
        Assert.Equal("""[{"a":"1970-01-02 00:00:00","b":"1970-01-01 00:00:01.5","c":"2024-02-29 10:00:00"}]""", guest.Rows($"select * from {Table}").Replace("01.500", "01.5", StringComparison.Ordinal));
        Assert.Equal("VALIDATION_ERROR", guest.ErrorCode("select ? as a", """[{"__type":"datetime_iso","value":"tomorrow"}]"""));
    }

    [Fact]
    public void Several_statements_in_one_text_are_refused_and_nothing_runs()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} (id integer)");
        Assert.Equal("VALIDATION_ERROR", guest.ErrorCode($"insert into {Table} values (1); insert into {Table} values (2)"));
        Assert.Equal("VALIDATION_ERROR", guest.ErrorCode($"select 1 as a; drop table {Table}"));
        Assert.Equal("""[{"n":0}]""", guest.Rows($"select count(*) as n from {Table}; -- done"));
    }

    [Fact]
    public void Failures_have_the_codes_of_the_contract()
    {
        using var guest = new DatabaseGuest(Open(new DatabaseOptions { MaxResultBytes = 1000 }));
        guest.Execute($"create table {Table} (id integer primary key)");
        guest.Execute($"insert into {Table} values (1)");
        Assert.Equal("QUERY_ERROR", guest.ErrorCode("selec 1"));
        Assert.Equal("QUERY_ERROR", guest.ErrorCode("select * from missing_table"));
        Assert.Equal("QUERY_ERROR", guest.ErrorCode($"insert into {Table} values (1)"));
        Assert.Equal("VALIDATION_ERROR", guest.ErrorCode("select 1\0"));
        Assert.Equal("RESULT_TOO_LARGE", guest.ErrorCode("with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000) select i from n"));
        Assert.Equal("""[{"a":1}]""", guest.Rows("select 1 as a"));
        using var without = new DatabaseGuest(null);
        Assert.Equal("NO_DB", without.ErrorCode("select 1 as a"));
        Assert.Equal(-1, without.Execute("select 1"));
        Assert.Equal(0, without.Number("_db_begin"));
        Assert.Equal(0, without.Number("_db_connected"));
        Assert.Contains(without.Log.Lines, static line => line.Contains("--database", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Rule", "N142")]
    public void Parameters_never_appear_in_the_log()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} (id integer primary key, code integer, unique (code))");
        guest.Query($"insert into {Table} values (1, 4711001)");
        guest.Query($"insert into {Table} values (?, ?)", "[2,4711001]");
        guest.Query("select ?", "[\"s3cr3t\",1]");
        guest.Query($"insert into {Table} values (?, ?)", "[\"s3cr3t\",\"s3cr3t\"]");
        guest.Query("select * from nowhere where a = ?", "[\"s3cr3t\"]");
        Assert.NotEmpty(guest.Log.Lines);
        Assert.DoesNotContain(guest.Log.Lines, static line => line.Contains("s3cr3t", StringComparison.Ordinal) || line.Contains("4711001", StringComparison.Ordinal));
    }

    [Fact]
    public void Asynchronous_forms_keep_the_last_answer_of_the_event()
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal("", guest.Text("_db_query_result"));
        Assert.Equal(-1, guest.Number("_db_execute_result"));
        Assert.Equal(1, guest.Number("_db_query_async", "select ? as a", "[1]"));
        Assert.Equal("""{"ok":true,"data":{"rows":[{"a":1}],"count":1}}""", guest.Text("_db_query_result"));
        guest.Number("_db_execute_async", $"create table {Table} (id integer)", "");
        Assert.Equal(0, guest.Number("_db_execute_result"));
        guest.Number("_db_execute_async", "oops", "");
        Assert.Equal(-1, guest.Number("_db_execute_result"));
        guest.Guest.EndEvent();
        Assert.Equal("", guest.Text("_db_query_result"));
    }

    [Fact]
    public void Every_generation_gets_its_form()
    {
        var source = Open();
        using var prefixed = new DatabaseGuest(source, "prefixed");
        Assert.Equal("""[{"a":1}]""", prefixed.Rows("select ? as a", "[1]"));
        Assert.Equal(0, prefixed.Execute($"create table {Table} (id integer)"));
        prefixed.Number("_db_begin");
        prefixed.Execute($"insert into {Table} values (1)");
        Assert.Equal(1, prefixed.Number("_db_commit", 0, 0));
        prefixed.Number("_db_query_async", "select 1 as a", "");
        Assert.Equal("""{"ok":true,"data":{"rows":[{"a":1}],"count":1}}""", prefixed.Text("_db_query_result"));
        using var old = new DatabaseGuest(source, "old");
        Assert.Equal("""{"ok":true,"data":{"rows":[{"id":1}],"count":1}}""", old.Text("db_query", $"select * from {Table}", ""));
        Assert.Equal(1, old.Number("db_execute", $"delete from {Table}", ""));
        using var guide = new DatabaseGuest(source, "guide");
        Assert.Equal("""[{"a":1}]""", guide.Query("select 1 as a"));
        Assert.Equal("[]", guide.Query($"select * from {Table}"));
        Assert.Equal("", guide.Query("oops"));
        using var forced = new DatabaseGuest(source, "guide", new() { DatabaseResult = DatabaseResultForm.Envelope });
        Assert.Equal("""[{"a":1}]""", forced.Rows("select 1 as a"));
    }
}
