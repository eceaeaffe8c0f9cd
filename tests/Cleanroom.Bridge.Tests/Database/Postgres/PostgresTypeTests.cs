using Cleanroom.Bridge.Database;

namespace Cleanroom.Bridge.Tests.Database.Postgres;

/// <summary>Types that were made after the first connection are read as those that were there before.</summary>
public sealed class PostgresTypeTests() : EngineTests(TestedEngine.Postgres)
{
    [Theory]
    [InlineData("create type {0} as enum ('a', 'b')", "'a'::{0}", "\"a\"")]
    [InlineData("create type {0} as enum ('a', 'b c')", "'{{a,NULL,\"b c\"}}'::{0}[]", "[\"a\",null,\"b c\"]")]
    [InlineData("create domain {0} as integer check (value > 0)", "7::{0}", "7")]
    [InlineData("create domain {0} as integer", "array[7, 8]::{0}[]", "[7,8]")]
    [InlineData("create domain {0} as text[]", "'{{x,y}}'::{0}", "[\"x\",\"y\"]")]
    [InlineData("create type {0} as (n integer, s text)", "row(1, 'x')::{0}", "\"(1,x)\"")]
    [InlineData("create type {0} as (n integer, s text)", "array[row(1, 'x')::{0}]", "[\"(1,x)\"]")]
    [InlineData("create type {0} as range (subtype = float8)", "'[1,2)'::{0}", "\"[1,2)\"")]
    [InlineData("create type {0} as range (subtype = float8)", "array['[1,2)'::{0}]", "[\"[1,2)\"]")]
    [InlineData("create table {0} (n integer)", "array[row(1)::{0}]", "[\"(1)\"]")]
    public void Type_that_is_younger_than_the_connection_is_known(string make, string value, string expected)
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal("""[{"a":1}]""", guest.Rows("select 1 as a"));
        Assert.NotEqual(-1, guest.Execute(string.Format(null, make, Table)));
        var select = $"select 1 as first, {string.Format(null, value, Table)} as v";
        for (var run = 0; run < 2; run++) Assert.Equal($$"""[{"first":1,"v":{{expected}}}]""", guest.Rows(select));
        using var later = new DatabaseGuest(Open());
        Assert.Equal($$"""[{"first":1,"v":{{expected}}}]""", later.Rows(select));
    }

    [Fact]
    public void Type_that_the_open_transaction_made_is_known()
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal("""[{"a":1}]""", guest.Rows("select 1 as a"));
        Assert.Equal(1, guest.Number("_db_begin"));
        Assert.NotEqual(-1, guest.Execute($"create type {Table} as enum ('a')"));
        Assert.Equal("""[{"v":["a"]},{"v":null}]""", guest.Rows($"select v from (values (array['a'::{Table}]), (null)) as t (v)"));
        Assert.Equal(1, guest.Number("_db_commit"));
    }

    [Fact]
    public void Result_that_is_kept_for_its_types_is_limited_too()
    {
        using var guest = new DatabaseGuest(Open(new DatabaseOptions { MaxResultBytes = 10_000 }));
        Assert.NotEqual(-1, guest.Execute($"create type {Table} as enum ('a')"));
        Assert.Equal("RESULT_TOO_LARGE", guest.ErrorCode($"select array['a'::{Table}], repeat('x', 1000) from generate_series(1, 100)"));
    }

    [Theory]
    [InlineData("?")]
    [InlineData("$")]
    public void More_placeholders_than_there_can_be_are_refused_and_the_transaction_stays(string placeholder)
    {
        const int most = 65_535;
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} (id integer)");
        Assert.Equal(1, guest.Number("_db_begin"));
        Assert.Equal(1, guest.Execute($"insert into {Table} values (1)"));
        Assert.Equal("VALIDATION_ERROR", guest.ErrorCode(Select(most + 1), Values(most + 1)));
        Assert.Equal($$"""[{"a":{{most}}}]""", guest.Rows(Select(most), Values(most)));
        Assert.Equal(1, guest.Number("_db_commit"));
        Assert.Equal("""[{"id":1}]""", guest.Rows($"select id from {Table}"));

        string Select(int count) => $"select cardinality(array[{string.Join(',', Enumerable.Range(1, count).Select(number => placeholder == "?" ? "?" : $"${number}"))}]) as a";

        static string Values(int count) => $"[{string.Join(',', Enumerable.Repeat('1', count))}]";
    }
}
