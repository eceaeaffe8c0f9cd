namespace Cleanroom.Bridge.Tests.Database.Postgres;

/// <summary>The server gets a text as the program wrote it: the driver neither cuts it at semicolons nor looks for its own parameters, and its settings for the process stay.</summary>
public sealed class PostgresStatementTests() : EngineTests(TestedEngine.Postgres)
{
    const string Refused = """{"ok":false,"err":{"code":"VALIDATION_ERROR","message":"the SQL text contains several statements; run one at a time","details":{}}}""";

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public async Task Embedder_uses_named_parameters_and_a_program_only_one_statement_at_a_time_in_the_same_process(string order)
    {
        string[] embedder = ["embedder: 7", "embedder: 5"];
        using var host = new HostProcess("database_several", NewDatabase(), "beside", order);
        if (order == "before") Assert.Equal(embedder, await host.Read(2));
        Assert.Equal(
            [Refused, Refused, """{"ok":true,"data":{"rows":[{"a":"a;b"}],"count":1}}""", """{"ok":true,"data":{"rows":[{"n":0}],"count":1}}"""],
            await host.Read(4));
        Assert.Equal(embedder, await host.Read(2));
        await host.End();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[\"1\"]")]
    public void Several_statements_are_refused_with_and_without_values_and_nothing_runs(string values)
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} (name text)");
        var value = values.Length == 0 ? "'1'" : "?";
        Assert.Equal(Refused, guest.Query($"insert into {Table} values ({value}); insert into {Table} values ('2')", values));
        Assert.Equal(-1, guest.Execute($"insert into {Table} values ({value});; drop table {Table}", values));
        Assert.Equal("""[{"n":0}]""", guest.Rows($"select count(*) as n from {Table} ;; -- done"));
    }

    [Theory]
    [InlineData("select 'a;b' as a", "a;b")]
    [InlineData("select $ł$a;b$ł$ as a;", "a;b")]
    [InlineData("select E'a\\';b' as a ; /* ; */", "a';b")]
    [InlineData("select 'a' as a -- ;", "a")]
    [InlineData("select ':b @c' as a", ":b @c")]
    [InlineData("select 'a' as a where array[1,2] @> array[1] and (array[1,2])[1:2] = array[1,2]", "a")]
    public void Semicolons_and_colons_in_a_statement_belong_to_it(string sql, string expected)
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal($$"""[{"a":"{{expected}}"}]""", guest.Rows(sql));
    }

    [Fact]
    public void Bodies_with_several_statements_are_one_statement()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} (name text)");
        Assert.Equal(0, guest.Execute($"create function {Table}f() returns integer begin atomic select 1; select 2; end;"));
        Assert.Equal(0, guest.Execute($"create rule twice as on delete to {Table} do instead (insert into {Table} values ('a'); insert into {Table} values ('b'))"));
        Assert.Equal(0, guest.Execute($"do $$ begin insert into {Table} values ('x;y'); perform 1; end $$"));
        Assert.Equal("""[{"a":2}]""", guest.Rows($"select {Table}f() as a"));
        Assert.NotEqual(-1, guest.Execute($"delete from {Table}"));
        Assert.Equal("""[{"name":"a"},{"name":"b"},{"name":"x;y"}]""", guest.Rows($"select name from {Table} order by name"));
    }

    [Fact]
    public void Savepoint_is_met_again_after_a_failure_also_with_a_semicolon()
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal(1, guest.Number("_db_begin"));
        Assert.Equal(0, guest.Execute("savepoint here;"));
        Assert.Equal(Refused, guest.Query("select 1; select 2"));
        Assert.Equal(0, guest.Execute("rollback to here; -- again"));
        Assert.Equal("""[{"a":1}]""", guest.Rows("select 1 as a;"));
        Assert.Equal(1, guest.Number("_db_commit"));
    }
}
