using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Database.Sqlite;
using SQLitePCL;

namespace Cleanroom.Bridge.Tests.Database.Sqlite;

/// <summary>The SQL functions that replace SQLite's own answer what those answer, and end with the statement.</summary>
public sealed class SqliteFunctionTests
{
    static readonly string[] Trims = ["trim", "ltrim", "rtrim"], Replacements = ["", "x", "éa"];

    // A prefix of the other text everywhere but at its end.
    const string Long = "hex(zeroblob(8000000))", Half = "hex(zeroblob(4000000)) || '1'", Pattern = "substr(hex(zeroblob(25000)), 1, 49000)";

    public static TheoryData<string> Endless =>
    [
        $"select {Long} like '%' || {Pattern} || '1'",
        $"select {Long} glob '*' || {Pattern} || '1'",
        $"select {Long} glob '*' || replace(hex(zeroblob(8000)), '00', '[01]?') || '1'",
        // Nothing but straight code, and no place where SQLite would look whether it was interrupted.
        $"select {string.Join('+', Enumerable.Repeat("length(hex(zeroblob(30000000)))", 900))}",
        $"select {string.Join('+', Enumerable.Repeat("json_valid(quote(zeroblob(30000000)))", 900))}",
        "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c",
        "with recursive c(x) as (select 1 union all select x + 1 from c) select sum(length(hex(zeroblob(30000000)))) from c",
    ];

    public static TheoryData<string> Linear =>
    [
        $"select instr({Long}, {Half}) as a",
        $"select length(replace({Long}, {Half}, 'x')) = 16000000 as a",
        $"select length(trim({Long}, replace(hex(zeroblob(2000000)), '0', 'é'))) = 16000000 as a",
        $"select length(rtrim({Long}, hex(zeroblob(4000000)))) as a",
    ];

    [Theory]
    [MemberData(nameof(Endless))]
    public void Statement_that_would_take_for_ever_ends_with_its_time(string sql)
    {
        using var source = DatabaseSource.Open("sqlite::memory:", new DatabaseOptions { StatementTimeout = TimeSpan.FromSeconds(0.5) });
        using var guest = new DatabaseGuest(source);
        Assert.Equal("TIMEOUT", guest.ErrorCode(sql));
        Assert.Equal("""[{"n":2000}]""", guest.Rows("select length(hex(zeroblob(1000))) as n"));
    }

    [Theory]
    [MemberData(nameof(Linear))]
    public void Search_in_long_texts_takes_time_in_proportion_to_them(string sql)
    {
        using var source = DatabaseSource.Open("sqlite::memory:", new DatabaseOptions { StatementTimeout = TimeSpan.FromMinutes(5) });
        using var guest = new DatabaseGuest(source);
        Assert.Matches("""^\[\{"a":[01]\}\]$""", guest.Rows(sql));
    }

    [Theory]
    [InlineData("json_patch('[' || hex(zeroblob(100000)) || ']', hex(zeroblob(100000)))")]
    [InlineData("unhex(hex(zeroblob(100000)), hex(zeroblob(100000)))")]
    public void Arguments_that_are_too_long_for_each_other_are_refused(string call)
    {
        using var guest = new DatabaseGuest(DatabaseSource.Open("sqlite::memory:"));
        Assert.Equal("QUERY_ERROR", guest.ErrorCode($"select {call}"));
    }

    [Theory]
    [InlineData("""json_patch('{"a":1,"b":2}', '{"b":null,"c":3}')""", "\"{\\\"a\\\":1,\\\"c\\\":3}\"")]
    [InlineData("unhex('41-42', '-')", "\"QUI=\"")]
    [InlineData("typeof(jsonb_patch('{}', '{}'))", "\"blob\"")]
    [InlineData("unhex('', 'x')", "\"\"")]
    [InlineData("json_patch('{}', null)", "null")]
    public void Short_arguments_are_answered(string call, string expected)
    {
        using var guest = new DatabaseGuest(DatabaseSource.Open("sqlite::memory:"));
        Assert.Equal($"[{{\"a\":{expected}}}]", guest.Rows($"select {call} as a"));
    }

    [Theory]
    [InlineData("'a' like 'a' escape ''")]
    [InlineData("'a' like 'a' escape 'ab'")]
    [InlineData("'a' like hex(zeroblob(30000))")]
    public void Pattern_that_SQLite_refuses_is_refused(string expression)
    {
        using var guest = new DatabaseGuest(DatabaseSource.Open("sqlite::memory:"));
        Assert.Equal("QUERY_ERROR", guest.ErrorCode($"select {expression}"));
    }

    [Fact]
    public void Index_on_an_expression_may_use_them()
    {
        using var guest = new DatabaseGuest(DatabaseSource.Open("sqlite::memory:"));
        Assert.Equal(0, guest.Execute("create table t (name text check (name not like '%!%'), slug text generated always as (replace(trim(name), ' ', '-')) stored)"));
        Assert.Equal(0, guest.Execute("create index by_place on t (instr(name, 'x'))"));
        Assert.Equal(1, guest.Execute("insert into t (name) values (' a b ')"));
        Assert.Equal("QUERY_ERROR", guest.ErrorCode("insert into t (name) values ('a!')"));
        Assert.Equal("""[{"slug":"a-b"}]""", guest.Rows("select slug from t"));
    }

    [Fact]
    public void Results_are_those_of_sqlite()
    {
        Batteries_V2.Init();
        raw.sqlite3_open(":memory:", out var own);
        raw.sqlite3_open(":memory:", out var replaced);
        using (own)
        using (replaced)
        using (new SqliteFunctions(replaced, static () => false))
        {
            var random = new Random(20);
            for (var i = 0; i < 30_000; i++)
            {
                var sql = Expression(random);
                Assert.True(Value(own, sql) == Value(replaced, sql), $"{sql}: {Value(own, sql)} expected, not {Value(replaced, sql)}");
            }
        }
    }

    static string Expression(Random random) => random.Next(10) switch
    {
        0 => $"instr({Text(random)}, {Text(random, 3)})",
        1 => $"instr(cast({Text(random)} as blob), cast({Text(random, 3)} as blob))",
        2 => $"replace({Text(random)}, {Text(random, 2)}, '{Replacements[random.Next(3)]}')",
        3 => $"{Trims[random.Next(3)]}({Text(random)}, {Text(random, 3)})",
        4 => $"{Trims[random.Next(3)]}({Text(random)})",
        5 => $"{Text(random)} like {Text(random, 6, "%_aAbÄ")} escape '{"a%_é"[random.Next(4)]}'",
        6 or 7 => $"{Text(random)} like {Text(random, 7, "%%_aAbBéÄ[")}",
        _ => $"{Text(random)} glob {Text(random, 9, "**?[]^-aAbBé")}",
    };

    static string Text(Random random, int longest = 9, string letters = "aAbBéÄ %_-]1")
    {
        if (random.Next(40) == 0) return random.Next(2) == 0 ? "null" : "12.5";
        return $"'{string.Concat(Enumerable.Range(0, random.Next(longest + 1)).Select(_ => letters[random.Next(letters.Length)]))}'";
    }

    static string Value(sqlite3 database, string expression)
    {
        if (raw.sqlite3_prepare_v2(database, $"select quote({expression})", out var statement) != raw.SQLITE_OK) return raw.sqlite3_errmsg(database).utf8_to_string();
        using (statement)
            return raw.sqlite3_step(statement) == raw.SQLITE_ROW ? raw.sqlite3_column_text(statement, 0).utf8_to_string() : raw.sqlite3_errmsg(database).utf8_to_string();
    }
}
