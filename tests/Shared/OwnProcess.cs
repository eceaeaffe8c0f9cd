using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Cleanroom.Tests;

/// <summary>Runs a test in a separate process, where no other test has changed what belongs to the whole process.</summary>
static class OwnProcess
{
    const string Mark = "CLEANROOM_OWN_PROCESS";

    /// <summary>True in the process that was started for the test. Else starts it, and fails the test when it fails there.</summary>
    /// <param name="test">The class of the test.</param>
    /// <param name="method">The test.</param>
    public static bool IsHere(Type test, [CallerMemberName] string method = "")
    {
        if (Environment.GetEnvironmentVariable(Mark) is not null) return true;
        var start = new ProcessStartInfo("dotnet", ["exec", Assembly.GetExecutingAssembly().Location, "-method", $"{test.FullName}.{method}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Mark] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(Patience.Long), "the process of the test has not ended");
        Assert.True(process.ExitCode == 0 && output.Contains("Total: 1", StringComparison.Ordinal), output + errors.Result);
        return false;
    }
}
