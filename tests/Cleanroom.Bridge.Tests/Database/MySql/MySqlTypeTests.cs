namespace Cleanroom.Bridge.Tests.Database.MySql;

/// <summary>Values of every type, as a statement without values (text protocol) and one with values (binary protocol) return them.</summary>
public sealed class MySqlTypeTests() : EngineTests(TestedEngine.MariaDb)
{
    [Theory]
    [InlineData("tinyint(1)", "1", "true")]
    [InlineData("tinyint(1)", "0", "false")]
    [InlineData("boolean", "true", "true")]
    [InlineData("tinyint", "-128", "-128")]
    [InlineData("tinyint unsigned", "255", "255")]
    [InlineData("tinyint(1) unsigned", "255", "255")]
    [InlineData("smallint", "-32768", "-32768")]
    [InlineData("mediumint unsigned", "16777215", "16777215")]
    [InlineData("int", "-2147483648", "-2147483648")]
    [InlineData("int unsigned", "4294967295", "4294967295")]
    [InlineData("bigint", "-9223372036854775808", "-9223372036854775808")]
    [InlineData("bigint unsigned", "18446744073709551615", "18446744073709551615")]
    [InlineData("decimal(10,2)", "12.50", "12.50")]
    [InlineData("decimal(10,2)", "-0.00", "0.00")]
    [InlineData("decimal(28,0)", "9999999999999999999999999999", "9999999999999999999999999999")]
    [InlineData("decimal(65,30)", "-12345678901234567890123456789012345.123456789012345678901234567890", "-12345678901234567890123456789012345.123456789012345678901234567890")]
    [InlineData("decimal(40,2)", "0", "0.00")]
    [InlineData("float", "0.1", "0.1")]
    [InlineData("double", "5", "5.0")]
    [InlineData("double", "1e15", "1000000000000000.0")]
    [InlineData("bit(1)", "b'1'", "1")]
    [InlineData("bit(64)", "b'1111111111111111111111111111111111111111111111111111111111111111'", "18446744073709551615")]
    [InlineData("date", "'2024-02-29'", "\"2024-02-29\"")]
    [InlineData("datetime", "'2024-02-29 12:30:00'", "\"2024-02-29 12:30:00\"")]
    [InlineData("datetime(6)", "'2024-02-29 12:30:00.250000'", "\"2024-02-29 12:30:00.25\"")]
    [InlineData("datetime(6)", "'9999-12-31 23:59:59.999999'", "\"9999-12-31 23:59:59.999999\"")]
    [InlineData("timestamp", "'2024-02-29 12:30:00'", "\"2024-02-29 12:30:00\"")]
    [InlineData("time", "'12:30:00'", "\"12:30:00\"")]
    [InlineData("time(3)", "'-838:59:58.500'", "\"-838:59:58.5\"")]
    [InlineData("year", "2024", "2024")]
    [InlineData("date", "'0000-00-00'", "\"0000-00-00\"")]
    [InlineData("datetime", "'0000-00-00 00:00:00'", "\"0000-00-00 00:00:00\"")]
    [InlineData("date", "'2024-00-00'", "\"2024-00-00\"")]
    [InlineData("char(5)", "'a'", "\"a\"")]
    [InlineData("varchar(20) character set latin1", "'é'", "\"é\"")]
    [InlineData("varchar(20) collate utf8mb4_bin", "'a\\\\b\\n😀'", "\"a\\\\b\\n😀\"")]
    [InlineData("longtext", "'x\"y'", "\"x\\\"y\"")]
    [InlineData("enum('a','b c')", "'b c'", "\"b c\"")]
    [InlineData("set('a','b')", "'a,b'", "\"a,b\"")]
    [InlineData("uuid", "'6b29fc40-ca47-1067-b31d-00dd010662da'", "\"6b29fc40-ca47-1067-b31d-00dd010662da\"")]
    [InlineData("inet6", "'::1'", "\"::1\"")]
    [InlineData("binary(2)", "x'ff00'", "\"/wA=\"")]
    [InlineData("varbinary(10)", "x'ff00'", "\"/wA=\"")]
    [InlineData("blob", "x'ff00'", "\"/wA=\"")]
    [InlineData("binary(16)", "x'00112233445566778899aabbccddeeff'", "\"ABEiM0RVZneImaq7zN3u/w==\"")]
    [InlineData("point", "point(1,2)", "\"AAAAAAEBAAAAAAAAAAAA8D8AAAAAAAAAQA==\"")]
    // MariaDB stores JSON as text and does not tell.
    [InlineData("json", "'{\"k\": [1, 2.50]}'", "\"{\\\"k\\\": [1, 2.50]}\"")]
    [InlineData("int", "null", "null")]
    [Trait("Rule", "N133")]
    public void Value_is_exact(string type, string value, string expected)
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} (id integer, v {type})");
        Assert.Equal(1, guest.Number("_db_begin"));
        // Zero dates are refused unless the program asks for them.
        if (value.Contains("-00", StringComparison.Ordinal)) guest.Execute("set sql_mode = ''");
        Assert.Equal(1, guest.Execute($"insert into {Table} values (1, {value})"));
        Assert.Equal(1, guest.Number("_db_commit"));
        Assert.Equal($$"""[{"v":{{expected}}}]""", guest.Rows($"select v from {Table}"));
        Assert.Equal($$"""[{"v":{{expected}}}]""", guest.Rows($"select v from {Table} where id = ?", "[1]"));
    }

    [Fact]
    [Trait("Rule", "N134")]
    public void Values_fit_the_columns_that_they_are_for()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} (i integer, u bigint unsigned, n decimal(40,2), b boolean, d date, t datetime(6), j json, s text, x double, big decimal(65,0))");
        Assert.Equal(1, guest.Execute($"insert into {Table} values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            """[7,18446744073709551615,"12345678901234567890123456789012345678.90",true,"2024-02-29",{"__type":"epoch_ms","value":1500},{"a":[1,2]},"it's \\ \"x\" \u0000 😀",2.5,123456789012345678901234567890]"""));
        Assert.Equal(
            """[{"i":7,"u":18446744073709551615,"n":12345678901234567890123456789012345678.90,"b":true,"d":"2024-02-29","t":"1970-01-01 00:00:01.5","j":"{\"a\":[1,2]}","s":"it's \\ \"x\" \u0000 😀","x":2.5,"big":123456789012345678901234567890}]""",
            guest.Rows($"select * from {Table} where i = $1 and s like $2", "[7,\"it's%\"]"));
        Assert.Equal("""[{"a":123456789012345678901234567890,"b":-123456789012345678901234567890}]""", guest.Rows("select ? as a, ? as b", "[123456789012345678901234567890,-123456789012345678901234567890]"));
        Assert.Equal("""[{"a":1234567890.12345678901234567,"b":"[1, 2]"}]""", guest.Rows("select ? as a, ? as b", "[1234567890.12345678901234567,[1, 2]]"));
        Assert.Equal(1, guest.Execute($"update {Table} set n = ?", "[12345678901234567890123456789012345678.91]"));
        Assert.Equal("""[{"n":12345678901234567890123456789012345678.91}]""", guest.Rows($"select n from {Table}"));
        Assert.Equal("""[{"a":1,"b":2,"c":1}]""", guest.Rows("select $1 as a, $2 as b, $1 as c", "[1,2]"));
    }
}
