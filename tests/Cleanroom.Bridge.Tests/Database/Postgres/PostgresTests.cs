using System.Collections.Concurrent;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.Database.Postgres;

public sealed class PostgresTests() : DatabaseTests(TestedEngine.Postgres)
{
    [Fact]
    [Trait("Rule", "N124")]
    public void A_program_configures_only_a_server_that_is_granted_by_name()
    {
        var url = new Uri(Url);
        using var refused = new DatabaseGuest(null);
        Assert.Equal(-1, refused.Number("_db_configure", Url));
        Assert.Contains(refused.Log.Lines, line => line.Contains($"--net {url.Host}:{url.Port}", StringComparison.Ordinal));
        Assert.Equal(-1, refused.Number("_db_configure", "postgres://granted.example/x?host=127.0.0.1"));
        Assert.Equal("NO_DB", refused.ErrorCode("select 1 as a"));

        var network = new NetworkAccess([new NetworkGrant(url.Host, url.Port)], grantsOnly: false);
        using var granted = new DatabaseGuest(null, "pairs", new GuestOptions { Network = network });
        Assert.Equal(-1, granted.Number("_db_configure", Url + (Url.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "sslkey=/etc/passwd"));
        Assert.Equal(0, granted.Number("_db_configure", Url));
        Assert.Equal("""[{"a":1}]""", granted.Rows("select 1 as a"));
    }

    [Fact]
    [Trait("Rule", "N133")]
    public void Values_are_exact()
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal(
            """[{"a":123456789012345678901234567890.123456789000,"b":null,"c":null,"d":9223372036854775807,"e":true,"f":0.1,"g":5.0}]""",
            guest.Rows("select 123456789012345678901234567890.123456789000::numeric as a, 'NaN'::numeric as b, 'infinity'::float8 as c, 9223372036854775807 as d, true as e, 0.1::real as f, 5::float8 as g"));
        Assert.Equal(
            """[{"a":"2024-02-29","b":"12:30:00.5","c":"2024-02-29 12:30:00","d":"2024-02-29T12:30:00.25Z","e":"6b29fc40-ca47-1067-b31d-00dd010662da","f":{"k": [1, 2.50]},"g":"/wA=","h":"1 day 02:00:00"}]""",
            guest.Rows("select '2024-02-29'::date as a, '12:30:00.5'::time as b, '2024-02-29 12:30'::timestamp as c, '2024-02-29 14:30:00.25+02'::timestamptz as d, '6b29fc40-ca47-1067-b31d-00dd010662da'::uuid as e, '{\"k\": [1, 2.50]}'::jsonb as f, '\\xff00'::bytea as g, '1 day 2 hours'::interval as h"));
        Assert.Equal(
            """[{"a":[1,null,3],"b":["x","a b","q\"","NULL",null],"c":[[1,2],[3,4]],"d":[],"e":[1.50],"f":"(1,2)"}]""",
            guest.Rows("select array[1,null,3] as a, array['x','a b','q\"','NULL',null] as b, array[[1,2],[3,4]] as c, array[]::int[] as d, array[1.50] as e, point(1,2) as f"));
        Assert.Equal("""[{"a":123456789012345678901234567890}]""", guest.Rows("select ? as a", "[123456789012345678901234567890]"));
    }

    [Theory]
    [InlineData("'1 2 3'::int2vector", "\"1 2 3\"")]
    [InlineData("'1 2'::oidvector", "\"1 2\"")]
    [InlineData("int4range(1, 5)", "\"[1,5)\"")]
    [InlineData("int4multirange(int4range(1, 5))", "\"{[1,5)}\"")]
    [InlineData("row(1, 'a b', null)", "\"(1,\\\"a b\\\",)\"")]
    [InlineData("array[row(1, 'a')]", "[\"(1,a)\"]")]
    [InlineData("'{}'::text[]", "[]")]
    [InlineData("'[0:1]={1,2}'::int[]", "[1,2]")]
    [InlineData("array['a,b', '{c}', '\\', '']", "[\"a,b\",\"{c}\",\"\\\\\",\"\"]")]
    [InlineData("array[true, false, null]", "[true,false,null]")]
    [InlineData("array['\\x00ff'::bytea]", "[\"AP8=\"]")]
    [InlineData("array[box(point(1,2), point(3,4)), box(point(0,0), point(1,1))]", "[\"(3,4),(1,2)\",\"(1,1),(0,0)\"]")]
    [InlineData("array['{\"a\": [1]}'::jsonb]", "[{\"a\": [1]}]")]
    [InlineData("array['NaN'::numeric, 1.10]", "[null,1.10]")]
    [InlineData("array['2024-02-29 12:00:00+02'::timestamptz]", "[\"2024-02-29T10:00:00Z\"]")]
    [InlineData("'infinity'::timestamptz", "\"infinity\"")]
    [InlineData("'0044-03-15 12:00:00+00 BC'::timestamptz", "\"0044-03-15 12:00:00+00 BC\"")]
    [InlineData("'12.34'::money", "\"$12.34\"")]
    [InlineData("B'101'", "\"101\"")]
    [InlineData("'<a/>'::xml", "\"<a/>\"")]
    [InlineData("'192.168.0.1/24'::inet", "\"192.168.0.1/24\"")]
    [InlineData("'a'::\"char\"", "\"a\"")]
    [InlineData("'pg_class'::regclass", "\"pg_class\"")]
    [InlineData("pg_notify('x', 'y')", "\"\"")]
    [InlineData("'-Infinity'::float4", "null")]
    [InlineData("'-0'::float8", "-0.0")]
    [InlineData("E'\\u0001\"\\n'", "\"\\u0001\\\"\\n\"")]
    [Trait("Rule", "N133")]
    public void Every_type_has_a_text_and_none_turns_to_null(string expression, string expected)
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal($"[{{\"a\":{expected}}}]", guest.Rows($"select {expression} as a"));
    }

    [Fact]
    [Trait("Rule", "N133")]
    public void Numbers_of_every_size_stay_numbers()
    {
        using var guest = new DatabaseGuest(Open());
        using var rows = System.Text.Json.JsonDocument.Parse(guest.Rows("select 1e300::float8 as a, 1.1754944e-38::float4 as b, 5e-324::float8 as c"));
        var row = rows.RootElement[0];
        Assert.Equal((1e300, 1.1754944e-38, double.Epsilon), (row.GetProperty("a").GetDouble(), row.GetProperty("b").GetDouble(), row.GetProperty("c").GetDouble()));
    }

    [Fact]
    public void Texts_fit_the_columns_that_they_are_for()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} (u uuid, t timestamptz, i integer, j jsonb, n numeric(10,2), b boolean, tags text[])");
        Assert.Equal(1, guest.Execute($"insert into {Table} values (?, ?, ?, ?, ?, ?, ?)", """["6b29fc40-ca47-1067-b31d-00dd010662da","2024-02-29T12:00:00Z",7,{"a":1},12.34,true,"{a,b}"]"""));
        Assert.Equal("""[{"u":"6b29fc40-ca47-1067-b31d-00dd010662da","t":"2024-02-29T12:00:00Z","i":7,"j":{"a": 1},"n":12.34,"b":true,"tags":["a","b"]}]""", guest.Rows($"select * from {Table} where u = $1", "[\"6b29fc40-ca47-1067-b31d-00dd010662da\"]"));
        Assert.Equal("""[{"a":true}]""", guest.Rows("select '{\"a\":1}'::jsonb ? 'a' and $1 = 1 as a", "[1]"));
        Assert.Equal("""[{"a":{"k": "v"}}]""", guest.Rows("select jsonb_build_object('k', ?) as a", "[\"v\"]"));
        Assert.Equal("""[{"a":"it's ? $1","b":1}]""", guest.Rows("select $q$it's ? $1$q$ as a, ?::int as b", "[1]"));
    }

    [Fact]
    [Trait("Rule", "N133")]
    public void Numbers_with_more_digits_than_a_double_are_bound_exactly()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} (n numeric, d float8)");
        Assert.Equal(1, guest.Execute($"insert into {Table} values (?, ?)", "[1234567890.12345678901234567890,0.30000000000000004]"));
        Assert.Equal(1, guest.Execute($"insert into {Table} values (?, ?)", "[-0.1234567890123456,1.5e-3]"));
        Assert.Equal("""[{"n":-0.1234567890123456,"d":0.0015},{"n":1234567890.12345678901234567890,"d":0.30000000000000004}]""", guest.Rows($"select * from {Table} order by n"));
        Assert.Equal("""[{"a":1234567890.123456789,"b":2.5}]""", guest.Rows("select ? as a, ? as b", "[1234567890.123456789,2.5]"));
        Assert.Equal("""[{"n":1}]""", guest.Rows($"select count(*) as n from {Table} where n = ? and d = ?", "[1234567890.12345678901234567890,0.30000000000000004]"));
    }

    [Theory]
    [InlineData("select ? = any(?) as a", "[2,[1,2]]", "true")]
    [InlineData("select ? = any(?) as a", """["b c",["a","b c"]]""", "true")]
    [InlineData("select 3 = any($1) as a", "[[]]", "false")]
    [InlineData("select ?::text[] as a", """[["x",null,"NULL","a\"b\\c","{}"]]""", """["x",null,"NULL","a\"b\\c","{}"]""")]
    [InlineData("select ?::int[][] as a", "[[[1,2],[3,4]]]", "[[1,2],[3,4]]")]
    [InlineData("select ?::bool[] as a", "[[true,false]]", "[true,false]")]
    [InlineData("select ?::numeric[] as a", "[[12345678901234567890.5]]", "[12345678901234567890.5]")]
    [InlineData("select ?::jsonb[] as a", """[[{"k":"v"}]]""", """[{"k": "v"}]""")]
    [InlineData("select ?::jsonb as a", """[[1,"x"]]""", """[1, "x"]""")]
    [InlineData("select ? as a", """[[1,"x"]]""", "\"[1,\\\"x\\\"]\"")]
    [InlineData("select jsonb_build_object('k', ?) as a", "[[1]]", """{"k": "[1]"}""")]
    public void Json_array_is_an_array_where_the_statement_needs_one(string sql, string values, string expected)
    {
        using var guest = new DatabaseGuest(Open());
        for (var i = 0; i < 2; i++) Assert.Equal($$"""[{"a":{{expected}}}]""", guest.Rows(sql, values));
    }

    [Fact]
    public void Arrays_fit_their_columns_also_in_a_transaction()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} (id integer, numbers int[], document jsonb)");
        Assert.Equal(1, guest.Number("_db_begin"));
        Assert.Equal(1, guest.Execute($"insert into {Table} values (?, ?, ?)", "[1,[1,2],[1,2]]"));
        Assert.Equal("VALIDATION_ERROR", guest.ErrorCode($"insert into {Table} values (?, ?, ?); select 1", "[1,[1,2],[1,2]]"));
        Assert.Equal(0, guest.Number("_db_commit"));
        Assert.Equal(1, guest.Execute($"insert into {Table} values (?, ?, ?)", "[2,[3],[3]]"));
        // The same text means something else after a change of the table.
        guest.Execute($"alter table {Table} alter column numbers type jsonb using to_jsonb(numbers)");
        Assert.Equal(1, guest.Execute($"insert into {Table} values (?, ?, ?)", "[3,[4],[4]]"));
        Assert.Equal("""[{"id":2,"numbers":[3],"document":[3]},{"id":3,"numbers":[4],"document":[4]}]""", guest.Rows($"select * from {Table} order by id"));
    }

    [Fact]
    [Trait("Rule", "N63")]
    public void Locks_tables_and_settings_of_a_session_end_with_its_event()
    {
        using var guest = new DatabaseGuest(Open(new DatabaseOptions { PoolSize = 1 }));
        using var other = new DatabaseGuest(Open(new DatabaseOptions { PoolSize = 1 }));
        // The connection is idle afterwards: nobody else has taken and reset it.
        foreach (var take in (string[])["select pg_advisory_lock(4711) is null as a", "do $$ begin perform pg_advisory_lock(4711); end $$"])
        {
            guest.Query(take);
            Assert.Equal("""[{"l":true}]""", other.Rows("select pg_try_advisory_lock(4711) as l"));
        }
        guest.Number("_db_begin");
        guest.Execute($"create temporary table {Table}t (id integer)");
        guest.Execute("set application_name = 'mine'");
        guest.Execute($"prepare {Table}p as select 1");
        Assert.Equal("""[{"l":true}]""", guest.Rows("select pg_try_advisory_lock(4712) as l"));
        Assert.Equal(1, guest.Number("_db_commit"));
        Assert.Equal("QUERY_ERROR", guest.ErrorCode($"select * from {Table}t"));
        Assert.Equal("QUERY_ERROR", guest.ErrorCode($"execute {Table}p"));
        Assert.Equal("""[{"application_name":"cleanroom"}]""", guest.Rows("show application_name"));
        Assert.Equal("""[{"l":true}]""", other.Rows("select pg_try_advisory_lock(4712) as l"));
    }

    [Fact]
    public void A_failed_transaction_commits_nothing_and_says_so()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} (id integer primary key)");
        guest.Number("_db_begin");
        guest.Execute($"insert into {Table} values (1)");
        Assert.Equal(-1, guest.Execute("oops"));
        Assert.Equal("QUERY_ERROR", guest.ErrorCode("select 1 as a"));
        Assert.Equal(0, guest.Number("_db_commit"));
        Assert.Equal("[]", guest.Rows($"select * from {Table}"));
        guest.Execute("set search_path = nowhere");
        using var other = new DatabaseGuest(Open());
        Assert.Equal("[]", other.Rows($"select * from {Table}"));
        Assert.Equal("[]", guest.Rows($"select * from {Table}"));
    }

    [Fact]
    public void Pool_takes_a_third_of_what_the_server_allows()
    {
        using var server = PostgresServer.StartOwn();
        using var sized = DatabaseSource.Open(server.Url, new DatabaseOptions { Verify = true });
        Assert.Equal((0, 33), sized.Connections);
        using var chosen = DatabaseSource.Open(server.Url, new DatabaseOptions { Verify = true, PoolSize = 4 });
        Assert.Equal((0, 4), chosen.Connections);
    }

    [Fact]
    [Trait("Rule", "N131")]
    public async Task The_pool_recovers_after_the_server_was_stopped_under_load_and_nothing_acknowledged_is_lost()
    {
        using var server = PostgresServer.StartOwn();
        await RestartUnderLoad.CheckAsync(server, "QUIT");
    }
}
