using Cleanroom.Cli.Tests.Support;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>Each way in which a run can fail: its exit code and one message that says what happened, where, and what to do.</summary>
public sealed class RunFailureTests
{
    [Fact]
    public void Trap_ends_with_1_and_its_frames_after_the_output()
    {
        var result = Tool.Run("run", Tool.Guest("divide"));
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("before the trap\n", result.Output);
        var lines = result.Error.Split('\n');
        Assert.StartsWith("cleanroom: ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(" trapped: integer divide by zero", lines[0], StringComparison.Ordinal);
        Assert.Matches(@"^    at down\(i32, i32\) at 0x[0-9a-f]+$", lines[1]);
        Assert.Matches(@"^    at down\(i32, i32\) at 0x[0-9a-f]+ \([78] times\)$", lines[2]);
        Assert.Matches(@"^    at start\(\) at 0x[0-9a-f]+$", lines[3]);
        Assert.DoesNotContain("   at Cleanroom.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Trap_in_the_start_function_ends_with_1_and_its_frames_after_the_output()
    {
        var result = Tool.Run("run", Tool.Guest("start_trap"));
        Assert.Equal((1, "before the trap\n"), (result.ExitCode, result.Output));
        Assert.Matches(@"start_trap\.wasm trapped: unreachable\n    the program's last error: it broke\n    at prepare\(\) at 0x[0-9a-f]+\n$", result.Error);
    }

    [Theory]
    [InlineData("data_outside", "out of bounds memory access: data segment 1 puts 1 bytes at 4294967295 into a memory of 65536")]
    [InlineData("elements_outside", "out of bounds table access: element segment 0 puts 1 elements at 1 into a table of 1")]
    public void Segment_that_does_not_fit_ends_with_1_and_names_it(string guest, string message)
    {
        var result = Tool.Run("run", Tool.Guest(guest));
        Assert.Equal(1, result.ExitCode);
        Assert.EndsWith($"{guest}.wasm trapped: {message}\n", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, Tool.Run("serve", Tool.Guest(guest), "-q", "--port", "0").ExitCode);
    }

    [Fact]
    public void Debug_shows_the_stack_trace_of_the_host() =>
        Assert.Contains("Cleanroom.Wasm.TrapException", Tool.Run("run", Tool.Guest("divide"), "--debug").Error, StringComparison.Ordinal);

    [Fact]
    public void EndlessRecursion_ends_with_1()
    {
        var result = Tool.Run("run", Tool.Guest("recursion"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("trapped: call stack exhausted\n    at deeper(i32)", result.Error, StringComparison.Ordinal);
        // Folded, and down to where it began.
        Assert.Matches(@"\n    at deeper\(i32\) at 0x[0-9a-f]+ \((19|20) times\)\n    … [0-9]{3,} more\n    at deeper\(i32\) at 0x[0-9a-f]+ \(9 times\)\n    at start\(\) at 0x[0-9a-f]+\n", result.Error);
    }

    [Fact]
    public void Error_that_is_called_ends_with_1_also_without_a_trap()
    {
        var result = Tool.Run("run", Tool.Guest("error"));
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("it broke\n", result.Output);
        Assert.Equal("[ERROR] it broke\n", result.Error);
    }

    [Fact]
    public void Trap_after_an_error_names_its_text_without_control_characters()
    {
        var result = Tool.Run("run", Tool.Guest("error_trap"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("trapped: unreachable\n    the program's last error: it broke\\u001b[31m\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--no-such-option")]
    [InlineData("--timeout", "soon")]
    [InlineData("--timeout", "0")]
    [InlineData("--max-memory", "7TB")]
    [InlineData("--max-memory", "0")]
    [InlineData("--env", "=x")]
    [InlineData("--dir", ":ro")]
    public void WrongUse_ends_with_2(params string[] options)
    {
        var result = Tool.Run(["run", Tool.Hello, .. options]);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains(options[0], result.Error, StringComparison.Ordinal);
        Assert.Contains("`cleanroom run --help` lists the options.", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve", "--prot", "--port")]
    [InlineData("serve", "--sesion-store", "--session-store")]
    [InlineData("run", "--timout", "--timeout")]
    public void Unknown_option_is_answered_with_the_nearest_name(string verb, string typed, string meant) => Assert.All<string[]>(
        [[verb, Tool.Hello, typed, "1"], [verb, typed, "1", Tool.Hello], [verb, typed]],
        arguments =>
        {
            var result = Tool.Run(arguments);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains(typed, result.Error, StringComparison.Ordinal);
            Assert.Contains($"did you mean {meant}?", result.Error, StringComparison.Ordinal);
        });

    [Fact]
    public void File_whose_name_begins_like_an_option_can_be_named_behind_two_dashes()
    {
        var result = Tool.Run("run", "--", "-absent.wasm");
        Assert.Equal(5, result.ExitCode);
        Assert.Contains("-absent.wasm", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void NoArguments_end_with_2() => Assert.Equal(2, Tool.Run().ExitCode);

    [Fact]
    [Trait("Rule", "N11")]
    public void Component_is_refused_as_one()
    {
        using var folder = new TemporaryFolder();
        var result = Tool.Run("run", folder.Write("component.wasm", [0, 0x61, 0x73, 0x6D, 0x0D, 0, 1, 0]));
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("this is a WebAssembly component, not a core module", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void InvalidModule_is_refused_with_the_version_of_its_compiler()
    {
        using var folder = new TemporaryFolder();
        byte[] section = [.. "\u000bclean:build"u8, .. "{\"compiler_version\":\"0.31.7\"}"u8];
        byte[] broken = [.. "\0asm"u8, 1, 0, 0, 0, 0, (byte)section.Length, .. section, 1, 1, 0x7F];
        var result = Tool.Run("run", folder.Write("broken.wasm", broken));
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("made by compiler 0.31.7", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 2, 3, 4, 5 })]
    public void NoModule_is_refused_with_3(byte[] content)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(3, Tool.Run("run", folder.Write("other.wasm", content)).ExitCode);
    }

    [Fact]
    [Trait("Rule", "N12")]
    public void No_entry_point_is_refused_with_4()
    {
        var result = Tool.Run("run", Tool.Guest("no_entry"));
        Assert.Equal(4, result.ExitCode);
        Assert.Contains("none of _start, start, main, _main and init is exported", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N12")]
    public void First_entry_point_of_the_right_type_runs_once()
    {
        var result = Tool.Run("run", Tool.Guest("main"));
        Assert.Equal("main\n", result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void FileThatIsNotThere_ends_with_5()
    {
        var result = Tool.Run("run", "no-such-file.wasm");
        Assert.Equal(5, result.ExitCode);
        Assert.Equal("cleanroom: no-such-file.wasm cannot be read: there is no such file\n", result.Error);
    }

    [Fact]
    public void DirectoryInsteadOfAFile_ends_with_5()
    {
        using var folder = new TemporaryFolder();
        var result = Tool.Run("run", folder.Path);
        Assert.Equal(5, result.ExitCode);
        Assert.Contains("it is a directory", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingImport_traps_with_its_name_when_it_is_called()
    {
        var result = Tool.Run("run", Tool.Guest("missing_called"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("env.no_such_function (i)i", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void OutputThatNobodyReads_ends_with_141_and_no_message()
    {
        using var process = Tool.Start(["run", Tool.Hello]);
        process.StandardOutput.Close();
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal("", error);
        // Windows does not tell.
        Assert.Equal(OperatingSystem.IsWindows() ? 0 : 141, process.ExitCode);
    }
}
