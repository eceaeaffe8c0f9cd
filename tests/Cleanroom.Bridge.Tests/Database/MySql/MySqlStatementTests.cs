using System.Text;
using Cleanroom.Bridge.Database.MySql;
using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Tests.Database.MySql;

/// <summary>Texts are read as MySQL reads them: what is a literal, a comment, a placeholder, the end of a statement.</summary>
public sealed class MySqlStatementTests() : EngineTests(TestedEngine.MariaDb)
{
    const string Several = "VALIDATION_ERROR";

    [Theory]
    [InlineData("select 'a;b' as a", "a;b")]
    [InlineData("select 'it\\'s;' as a;", "it's;")]
    [InlineData("select \"a\\\";b\" as a", "a\\\";b")]
    [InlineData("select 'a' as a -- ;", "a")]
    [InlineData("select 'a' as a # ; ?", "a")]
    [InlineData("select 'a' as a /* ; ? */", "a")]
    [InlineData("select 'a' /*! as */ a /*!50699 */", "a")]
    [InlineData("select /*!50001 concat('a', */ '*/;' /*!00000 )*/ as a", "a*/;")]
    [InlineData("select 'a' as `a` from (select 1 as `x;?`) as t", "a")]
    [InlineData("select concat('?', \"?\") as a", "??")]
    [InlineData("select ':b @c' as a", ":b @c")]
    public void Marks_in_literals_names_and_comments_belong_to_them(string sql, string expected)
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal($$"""[{"a":"{{expected}}"}]""", guest.Rows(sql));
    }

    [Theory]
    [InlineData("select 1 as a; select 2 as a")]
    [InlineData("select 1 as a /*! ; select 2 as a */")]
    [InlineData("select 1 as a /*!50001 ; select 2 as a */")]
    // What the driver takes for a comment, with values.
    [InlineData("select ? as a /*! , ' */ ; drop table x; -- ' */ ; select 1", "[1]")]
    [InlineData("select 1--1 as a; select 2")]
    [InlineData("select '\\\\' as a; select '2'")]
    [InlineData("select ? as a; select 2", "[1]")]
    [InlineData("")]
    [InlineData(" ; -- nothing")]
    public void Text_with_more_or_less_than_one_statement_is_refused(string sql, string values = "")
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal(Several, guest.ErrorCode(sql, values));
    }

    [Fact]
    public void Two_hyphens_without_a_space_are_no_comment()
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal("""[{"a":3}]""", guest.Rows("select 1--? as a", "[2]"));
    }

    [Fact]
    public void User_variables_and_values_go_together()
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal(1, guest.Number("_db_begin"));
        Assert.Equal(0, guest.Execute("set @name = ?, @`other name` = ?", "[\"x\",2]"));
        Assert.Equal("""[{"a":"x","b":2,"c":3,"d":"@name"}]""", guest.Rows("select @name as a, @`other name` as b, ? as c, '@name' as d where @@autocommit = 1", "[3]"));
        Assert.Equal(1, guest.Number("_db_commit"));
    }

    [Theory]
    [InlineData("select 1 /*!99999 ' */ ; lock tables mysql.user write; -- ' */")]
    [InlineData("select 1 as a /*!50700 */")]
    [InlineData("select 1 as a /*!100000 */")]
    [InlineData("select 1 as a /*!050600 */")]
    [InlineData("select 1 as a /*!5 */")]
    [InlineData("select 1 as a /*M! */")]
    [InlineData("select 1 as a /*M!100000 */")]
    [InlineData("/*!99999 commit */")]
    [InlineData("/*!99999 x */ commit")]
    public void Comment_that_is_SQL_for_some_servers_only_is_refused(string sql)
    {
        using var guest = new DatabaseGuest(Open());
        var answer = guest.Query(sql);
        Assert.Equal("VALIDATION_ERROR", DatabaseGuest.CodeOf(answer));
        Assert.Contains("is SQL for some servers and a comment for others", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void The_driver_does_not_skip_what_the_server_executes()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} (id integer)");
        Assert.Equal($$"""[{"a":1,"b":" */ ; drop table {{Table}} -- "}]""", guest.Rows($"select ? as a /*! , ' */ ; drop table {Table} -- ' as b */", "[1]"));
        Assert.Equal("[]", guest.Rows($"select * from {Table}"));
    }

    [Fact]
    [Trait("Rule", "N134")]
    public void Placeholder_in_an_executable_comment_is_one()
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal("""[{"a":3}]""", guest.Rows("select 1 /*! + ? */ as a", "[2]"));
    }

    [Theory]
    [InlineData("DELIMITER //\nselect 1 //")]
    [InlineData("delimiter $$")]
    public void Command_of_the_mysql_client_is_refused_by_name(string sql)
    {
        using var guest = new DatabaseGuest(Open());
        var answer = guest.Query(sql);
        Assert.Equal("VALIDATION_ERROR", DatabaseGuest.CodeOf(answer));
        Assert.Contains("DELIMITER is a command of the mysql client", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Migration_with_a_command_of_the_mysql_client_fails_before_its_first_statement()
    {
        using var source = Bridge.Database.DatabaseSource.Open(NewDatabase());
        using var guest = new DatabaseGuest(source);
        guest.Number("_db_register_migration", "1", "create table made (id integer);\nDELIMITER //\ncreate procedure p() begin select 1; end//\nDELIMITER ;", "");
        Assert.Equal(-1, guest.Number("_db_run_migrations"));
        Assert.Contains(guest.Log.Lines, static line => line.Contains("DELIMITER is a command of the mysql client", StringComparison.Ordinal));
        Assert.Equal("QUERY_ERROR", guest.ErrorCode("select * from made"));
    }

    [Fact]
    public void Wrong_statement_with_the_word_delimiter_does_not_cost_the_connection()
    {
        using var guest = new DatabaseGuest(Open());
        Assert.Equal(1, guest.Number("_db_begin"));
        Assert.Equal("QUERY_ERROR", guest.ErrorCode("select wrong\ndelimiter // from"));
        Assert.Equal("""[{"a":1}]""", guest.Rows("select 1 as a"));
    }

    [Fact]
    public void Values_are_bound_and_do_not_depend_on_the_mode_of_the_session()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Number("_db_begin");
        guest.Execute("set sql_mode = 'NO_BACKSLASH_ESCAPES'");
        Assert.Equal("""[{"a":"\\' or 1=1 -- "}]""", guest.Rows("select ? as a", """["\\' or 1=1 -- "]"""));
    }

    [Theory]
    [InlineData("ansi_quotes", "select 1 as \"a\"", "[{\"a\":1}]")]
    [InlineData("ANSI_QUOTES,NO_BACKSLASH_ESCAPES", "select 'it\\'s' as \"a\"", "[{\"a\":\"it's\"}]")]
    public void Mode_of_the_URL_is_that_of_every_session(string mode, string sql, string expected)
    {
        using var source = Bridge.Database.DatabaseSource.Open($"{Url}?sql-mode={mode}");
        using var guest = new DatabaseGuest(source);
        for (var i = 0; i < 2; i++) Assert.Equal(expected, guest.Rows(sql));
    }

    [Fact]
    public void Bodies_with_several_statements_are_one_statement()
    {
        using var guest = new DatabaseGuest(Open());
        guest.Execute($"create table {Table} (id integer, name text)");
        Assert.Equal(0, guest.Execute($"create procedure {Table}p(n integer) begin declare i integer default 0; while i < n do insert into {Table} values (i, case i when 0 then 'none' else 'some' end); set i = i + 1; end while; if n > 1 then select count(*) as n from {Table}; end if; end;"));
        Assert.Equal("""[{"n":2}]""", guest.Rows($"call {Table}p(2)"));
        Assert.Equal(0, guest.Execute($"create trigger {Table}t before insert on {Table} for each row set new.name = 'made;'"));
        Assert.Equal(1, guest.Execute($"insert into {Table} values (9, 'x')"));
        Assert.Equal("""[{"id":0,"name":"none"},{"id":1,"name":"some"},{"id":9,"name":"made;"}]""", guest.Rows($"select * from {Table} order by id"));
    }

    [Theory]
    [InlineData("a; b ;; -- c\n", "a| b ")]
    [InlineData("create function f() begin if 1 then x; end if; case when 1 then y; end case; end; b", "create function f() begin if 1 then x; end if; case when 1 then y; end case; end| b")]
    [InlineData("create table t (begin integer); b", "create table t (begin integer)| b")]
    [InlineData("create procedure begin() select 1; b", "create procedure begin() select 1| b")]
    [InlineData("create trigger t begin select case a when 1 then 2 end; end; b", "create trigger t begin select case a when 1 then 2 end; end| b")]
    public void Script_is_split_at_the_ends_of_statements(string script, string expected) =>
        Assert.Equal(expected.Split('|'), SqlScript.Split(Encoding.UTF8.GetBytes(script), MySqlDialect.Instance.Syntax).Select(Encoding.UTF8.GetString));
}
