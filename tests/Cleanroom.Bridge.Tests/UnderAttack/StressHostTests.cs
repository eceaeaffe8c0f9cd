using System.Diagnostics;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.UnderAttack;

/// <summary>What would end the process or fill its memory if it went wrong, in a process of its own.</summary>
public sealed class StressHostTests
{
    [Fact]
    public void Process_stays_healthy_while_guests_do_their_worst_on_many_threads() => Run("attack", Path.Combine(SharedData.Repository, "tests", "guests"));

    [Fact]
    public void Memory_stays_flat_over_fifty_modules_that_were_loaded_run_and_dropped() => Run("unload", "50");

    static void Run(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Cleanroom.StressHost.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var ended = process.WaitForExit(TimeSpan.FromMinutes(5));
        if (!ended) process.Kill();
        Assert.True(ended, "the process did not end");
        var text = output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult();
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}\n{text}");
    }
}
