using Cleanroom.Cli.Tests.Support;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>Programs that do not end by themselves.</summary>
public sealed class RunStopTests
{
    [Fact]
    public void Timeout_ends_an_endless_loop_with_124()
    {
        var result = Tool.Run("run", Tool.Guest("loop"), "--timeout", "3");
        Assert.Equal((124, "before the loop\n"), (result.ExitCode, result.Output));
        Assert.Contains("the time limit of 3 s was up. A larger --timeout gives it more.\n    at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Timeout_ends_an_endless_start_function_with_124()
    {
        var result = Tool.Run("run", Tool.Guest("start_loop"), "--timeout", "0.3");
        Assert.Equal(124, result.ExitCode);
        Assert.Contains("the time limit of 0.3 s was up. A larger --timeout gives it more.\n    at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Timeout_ends_a_wait_for_input_with_124()
    {
        using var process = Tool.Start(["run", Tool.Guest("wait"), "--timeout", "3"]);
        var result = Tool.Finish(process);
        Assert.Equal((124, "who? "), (result.ExitCode, result.Output));
    }

    [Fact]
    public void Timeout_does_not_touch_a_program_that_ends_before() => Assert.Equal(0, Tool.Run("run", Tool.Hello, "--timeout", "60").ExitCode);

    [Fact]
    public void Timeout_ends_a_program_whose_output_nobody_reads()
    {
        using var process = Tool.Start(["run", Tool.Guest("flood"), "--timeout", "0.3"]);
        var ended = process.WaitForExit(Patience.Long);
        if (!ended) process.Kill();
        Assert.True(ended);
        Assert.Equal(124, process.ExitCode);
    }

    [Fact]
    public void SecondInterrupt_ends_the_process_at_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals that a test could send to a process.");
        using var process = Tool.Start(["run", Tool.Guest("flood")]);
        process.StandardOutput.BaseStream.ReadExactly(new byte[5]);
        Tool.Signal(process, "INT");
        Tool.Signal(process, "INT");
        var ended = process.WaitForExit(Patience.Long);
        if (!ended) process.Kill();
        Assert.True(ended);
        Assert.Equal(130, process.ExitCode);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void Signal_ends_the_program_after_its_output(string signal, int code)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals that a test could send to a process.");
        using var process = Tool.Start(["run", Tool.Guest("wait")]);
        // The prompt tells that the program runs.
        var prompt = new byte[5];
        process.StandardOutput.BaseStream.ReadExactly(prompt);
        Tool.Signal(process, signal);
        var result = Tool.Finish(process);
        Assert.Equal(code, result.ExitCode);
        Assert.StartsWith("cleanroom: ", result.Error, StringComparison.Ordinal);
    }
}
