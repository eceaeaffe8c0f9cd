using Cleanroom.Cli.Tests.Support;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>Each option of the database has an effect (N151), and a URL that cannot be used says why.</summary>
public sealed class DatabaseOptionTests
{
    static readonly string Database = Tool.Guest("database");

    static string[] Lines(params string[] options)
    {
        var result = Tool.Run(["run", Database, "--database", "sqlite::memory:", .. options], [], null);
        Assert.Equal(0, result.ExitCode);
        return result.Output.Split('\n');
    }

    [Fact]
    public void Database_answers_in_the_envelope_and_refuses_raw_conditions()
    {
        var lines = Lines();
        Assert.Equal("""{"ok":true,"data":{"rows":[{"a":1}],"count":1}}""", lines[0]);
        Assert.Contains("PERMISSION_DENIED", lines[1], StringComparison.Ordinal);
        Assert.Contains($$"""[{"a":"{{new string('0', 1200)}}"}]""", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Db_result_forces_a_form()
    {
        Assert.Equal("""[{"a":1}]""", Lines("--db-result", "rows")[0]);
        Assert.Equal("""{"ok":true,"data":{"rows":[{"a":1}],"count":1}}""", Lines("--db-result", "envelope")[0]);
        var wrong = Tool.Run("run", Database, "--db-result", "xml");
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("envelope, rows", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Db_raw_where_allows_conditions_in_SQL() =>
        Assert.Equal("""{"ok":true,"data":{"data":[{"id":2}],"total":1,"page":1,"per_page":10,"total_pages":1}}""", Lines("--db-raw-where")[1]);

    [Fact]
    public void Db_max_result_limits_answers()
    {
        var lines = Lines("--db-max-result", "1KB");
        Assert.Equal("""{"ok":true,"data":{"rows":[{"a":1}],"count":1}}""", lines[0]);
        Assert.Contains("RESULT_TOO_LARGE", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("oracle://me:s3cr3t@db/shop", "oracle")]
    [InlineData("oracle://db/shop?user=me&password=s3cr3t", "oracle")]
    [InlineData("oracle://db/shop?user=me&pwd=s3cr3t", "oracle")]
    [InlineData("mongodb://me:s3cr3t@db/shop", "mongodb")]
    [InlineData("me:s3cr3t@db/shop", "scheme")]
    public void A_scheme_that_is_not_supported_is_named_with_those_that_are(string url, string named)
    {
        var result = Tool.Run("run", Database, "--database", url);
        Assert.Equal(4, result.ExitCode);
        Assert.Empty(result.Output);
        AssertExplains(result.Error, named);
    }

    [Fact]
    public void A_database_url_of_the_environment_that_is_meant_for_others_only_stops_who_asks_for_it()
    {
        var environment = new Dictionary<string, string> { ["DATABASE_URL"] = "mongodb://me:s3cr3t@db/shop" };
        var hello = Tool.Run(["run", Tool.Hello], [], null, environment);
        Assert.Equal((0, ""), (hello.ExitCode, hello.Error));
        var asking = Tool.Run(["run", Database], [], null, environment);
        Assert.Contains("NO_DB", asking.Output, StringComparison.Ordinal);
        AssertExplains(asking.Error, "mongodb");
    }

    static void AssertExplains(string error, string named)
    {
        foreach (var part in (string[])[named, "***", "sqlite::memory:", "sqlite:PATH", "postgres://", "mysql://"]) Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", error, StringComparison.Ordinal);
    }
}
