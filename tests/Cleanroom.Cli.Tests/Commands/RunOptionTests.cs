using Cleanroom.Cli.Tests.Support;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>Each option has an effect (N151).</summary>
public sealed class RunOptionTests
{
    static readonly string Options = Tool.Guest("options");

    [Fact]
    public void Env_sets_variables_and_hands_on_secrets()
    {
        var secret = new Dictionary<string, string> { ["MY_API_KEY"] = "hush" };
        using var folder = new TemporaryFolder();
        var closed = Tool.Run(["run", Options], [], folder.Path, secret);
        Assert.StartsWith("[]\n[]\n", closed.Output, StringComparison.Ordinal);
        Assert.Contains("--env MY_API_KEY would grant it", closed.Error, StringComparison.Ordinal);
        var open = Tool.Run(["run", Options, "--env", "STAGE=a=b", "--env", "MY_API_KEY"], [], folder.Path, secret);
        Assert.StartsWith("[a=b]\n[hush]\n", open.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Dir_defaults_to_the_current_directory()
    {
        using var folder = new TemporaryFolder();
        folder.Write("note.txt", "here"u8.ToArray());
        Assert.Contains("[here]\n", Tool.Run(["run", Options], [], folder.Path).Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.Path, "out.txt")));
    }

    [Fact]
    public void Dir_replaces_the_current_directory_and_may_be_read_only()
    {
        using var current = new TemporaryFolder();
        using var granted = new TemporaryFolder();
        current.Write("note.txt", "wrong"u8.ToArray());
        granted.Write("note.txt", "right"u8.ToArray());
        var result = Tool.Run(["run", Options, "--dir", granted.Path + ":ro", "--dir", current.Path], [], current.Path);
        Assert.Contains("[right]\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("file_write: \"out.txt\" is refused: the directory is granted for reading only", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(granted.Path, "out.txt")));
    }

    [Fact]
    public void Dir_that_does_not_exist_is_refused_with_4()
    {
        var result = Tool.Run("run", Tool.Hello, "--dir", "no-such-directory");
        Assert.Equal(4, result.ExitCode);
        Assert.Contains("the directory no-such-directory does not exist", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Storage_opens_the_storage_functions_by_option_or_variable()
    {
        using var folder = new TemporaryFolder();
        folder.Write("stored.txt", []);
        Assert.EndsWith("042", Tool.Run("run", Options).Output, StringComparison.Ordinal);
        Assert.EndsWith("142", Tool.Run("run", Options, "--storage", folder.Path).Output, StringComparison.Ordinal);
        Assert.EndsWith("142", Tool.Run(["run", Options], [], null, new() { ["CLEAN_FS_WRITE_ROOT"] = folder.Path }).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Verbose_shows_debug_lines_and_failures_and_missing_imports()
    {
        using var folder = new TemporaryFolder();
        var verbose = Tool.Run("run", Options, "--verbose", "--dir", folder.Path);
        Assert.EndsWith("042[DEBUG] debugging\n", verbose.Output, StringComparison.Ordinal);
        Assert.Contains("file_read: \"note.txt\" failed: there is no such file", verbose.Error, StringComparison.Ordinal);
        Assert.Equal("", Tool.Run("run", Tool.Guest("missing")).Error);
        Assert.Contains("3 imports are missing", Tool.Run("run", Tool.Guest("missing"), "--verbose").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void PrintNewline_ends_typed_printing_with_a_line() =>
        Assert.EndsWith("0\n42\n", Tool.Run("run", Options, "--print-newline").Output, StringComparison.Ordinal);

    [Fact]
    public void Locale_is_that_of_a_program_that_sets_none()
    {
        var module = Tool.Guest("locale");
        Assert.Equal("en", Tool.Run("run", module).Output);
        Assert.Equal("pt-BR", Tool.Run("run", module, "--locale", "pt_br").Output);
        var result = Tool.Run("run", module, "--locale", "???");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("--locale ???: expected a language, for example en or pt-BR", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N2")]
    public void Strict_refuses_with_all_missing_imports()
    {
        var module = Tool.Guest("missing");
        var loose = Tool.Run("run", module);
        Assert.Equal((0, "fine\n"), (loose.ExitCode, loose.Output));
        var strict = Tool.Run("run", "--strict", module);
        Assert.Equal((4, ""), (strict.ExitCode, strict.Output));
        Assert.Contains("3 imports are missing", strict.Error, StringComparison.Ordinal);
        Assert.Contains("env.no_such_function (i)i\n", strict.Error, StringComparison.Ordinal);
        Assert.Contains("elsewhere.another (I)d\n", strict.Error, StringComparison.Ordinal);
        Assert.Contains("env.print (dd) (accepted: (ii), (i))\n", strict.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("64")]
    [InlineData("65536kb")]
    [InlineData("64MB")]
    [InlineData("1GB")]
    public void MaxMemory_lets_a_program_have_more(string size)
    {
        var grown = Tool.Run("run", Tool.Guest("grow"), "--max-memory", size);
        Assert.Equal((0, "grown\n", ""), (grown.ExitCode, grown.Output, grown.Error));
    }

    [Fact]
    public void MaxMemory_is_named_by_the_trap_of_a_program_that_wants_more()
    {
        var result = Tool.Run("run", Tool.Guest("grow"));
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("trapped: out of memory", result.Error, StringComparison.Ordinal);
        Assert.Contains("--max-memory", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void MaxMemory_below_the_initial_memory_is_refused_with_4()
    {
        var result = Tool.Run("run", Tool.Guest("large"));
        Assert.Equal(4, result.ExitCode);
        Assert.Contains("raise it with --max-memory", result.Error, StringComparison.Ordinal);
        Assert.Equal("large\n", Tool.Run("run", Tool.Guest("large"), "--max-memory", "48").Output);
    }

    [Theory]
    [InlineData("CLEANROOM_MAX_MEMORY", "48", "large\n")]
    [InlineData("CLEAN_MEMORY_LIMIT_MB", "48", "large\n")]
    [InlineData("CLEAN_MEMORY_LIMIT_MB", "8", "")]
    public void Every_option_is_a_variable_of_the_environment(string variable, string value, string output) =>
        Assert.Equal(output, Tool.Run(["run", Tool.Guest("large")], [], environment: new Dictionary<string, string> { [variable] = value }).Output);

    [Theory]
    [InlineData("depth", "deep\n", "--max-stack", "32KB", 1, "call stack exhausted")]
    [InlineData("repeat", "long\n", "--max-host-call", "1MB", 1, "over the limit of 1048576 bytes")]
    [InlineData("table", "table\n", "--max-table", "10", 4, "raise it with --max-table")]
    [Trait("Rule", "N151")]
    public void Limit_has_its_effect(string guest, string output, string option, string value, int exitCode, string error)
    {
        Assert.Equal(output, Tool.Run("run", Tool.Guest(guest)).Output);
        var limited = Tool.Run("run", Tool.Guest(guest), option, value);
        Assert.Equal((exitCode, ""), (limited.ExitCode, limited.Output));
        Assert.Contains(error, limited.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N151")]
    public void Tier_sets_the_memory_unless_a_size_does()
    {
        Assert.Equal("large\n", Tool.Run("run", Tool.Guest("large"), "--memory-tier", "heavy").Output);
        Assert.Equal(4, Tool.Run("run", Tool.Guest("large"), "--memory-tier", "heavy", "--max-memory", "8").ExitCode);
        Assert.Equal(2, Tool.Run("run", Tool.Guest("large"), "--memory-tier", "huge").ExitCode);
    }

    [Fact]
    public void Option_wins_over_the_variable() =>
        Assert.Equal("large\n", Tool.Run(["run", Tool.Guest("large"), "--max-memory", "48"], [], environment: new Dictionary<string, string> { ["CLEANROOM_MAX_MEMORY"] = "8" }).Output);

    [Fact]
    public void Option_with_one_value_is_not_given_twice()
    {
        var result = Tool.Run("run", Tool.Hello, "--timeout", "1", "--timeout", "2");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--timeout is given 2 times", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_is_told() => Assert.Matches(@"^\d+\.\d+\.\d+", Tool.Run("--version").Output);
}
