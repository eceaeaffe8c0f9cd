using Cleanroom.Cli.Tests.Support;

namespace Cleanroom.Cli.Tests.Terminal;

/// <summary>Standard streams that are closed, full, or read by nobody.</summary>
public sealed class StandardStreamsTests
{
    static readonly string Hello = $"'{Tool.Hello}'";

    [Fact]
    public void Without_standard_input_every_read_is_at_its_end()
    {
        var result = Shell.Run($"cleanroom run '{Tool.Guest("wait")}' --timeout 60 <&-");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("who? ", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("inspect")]
    public void Without_standard_output_the_message_says_so(string verb)
    {
        var result = Shell.Run($"cleanroom {verb} {Hello} >&-");
        Assert.Equal((5, "cleanroom: standard output cannot be written: it is closed\n"), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("missing.wasm", 5)]
    [InlineData("'HELLO'", 0)]
    public void Without_standard_error_the_exit_code_stays(string file, int code) =>
        Assert.Equal(code, Shell.Run($"cleanroom run {file.Replace("HELLO", Tool.Hello, StringComparison.Ordinal)} 2>&-").ExitCode);

    [Fact]
    public void Without_standard_error_a_program_may_write_to_it() => Assert.Equal(1, Shell.Run($"cleanroom run '{Tool.Guest("error")}' 2>&-").ExitCode);

    [Theory]
    [InlineData("run")]
    [InlineData("inspect")]
    [InlineData("--help")]
    public void Output_to_a_full_device_fails_with_the_reason(string verb)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");
        var result = Shell.Run($"cleanroom {verb} {(verb == "--help" ? "" : Hello)} >/dev/full");
        Assert.Equal(5, result.ExitCode);
        Assert.StartsWith("cleanroom: standard output cannot be written: ", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_reader_that_goes_away_ends_the_program_quietly()
    {
        var result = Shell.Run($"{{ cleanroom run '{Tool.Guest("flood")}' --timeout 300; echo $? >&2; }} | head -1");
        Assert.Equal(("a line of the flood\n", "141\n"), (result.Output, result.Error));
    }

    [Fact]
    public void Output_and_error_to_one_file_do_not_overwrite_each_other()
    {
        using var folder = new TemporaryFolder();
        Shell.Run($"cleanroom run '{Tool.Guest("divide")}' >both 2>&1; echo end >>both", folder.Path);
        var text = File.ReadAllText(Path.Combine(folder.Path, "both"));
        Assert.StartsWith("before the trap\ncleanroom: ", text, StringComparison.Ordinal);
        Assert.EndsWith("\nend\n", text, StringComparison.Ordinal);
    }
}
