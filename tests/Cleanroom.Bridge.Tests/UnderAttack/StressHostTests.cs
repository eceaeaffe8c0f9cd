using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.UnderAttack;

/// <summary>What would end the process or fill its memory if it went wrong, in a process of its own.</summary>
public sealed class StressHostTests
{
    [Fact]
    public void Process_stays_healthy_while_guests_do_their_worst_on_many_threads() => Run("attack", TestGuests.Folder);

    [Fact]
    public void Memory_stays_flat_over_fifty_modules_that_were_loaded_run_and_dropped() => Run("unload", "50");

    static void Run(params string[] arguments)
    {
        var run = StressHostRun.Start(arguments);
        TestContext.Current.TestOutputHelper?.WriteLine(run.Output + run.Errors);
        Assert.True(run.ExitCode == 0, $"exit code {run.ExitCode}\n{run.Output}{run.Errors}");
    }
}
