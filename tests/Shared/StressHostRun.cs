using System.Diagnostics;
using System.Text;

namespace Cleanroom.Tests;

/// <summary>A command of the stress host that ran to its end in a separate process.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error.</param>
sealed record StressHostRun(int ExitCode, string Output, string Errors)
{
    static readonly TimeSpan MaxRun = TimeSpan.FromMinutes(5);

    /// <summary>The program, for test projects that reference it.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "Cleanroom.StressHost.dll");

    /// <summary>Runs a command; fails the test when it does not end.</summary>
    /// <param name="arguments">The command and its arguments.</param>
    /// <param name="runtimeConfiguration">A file of runtime settings to run with instead of the program's own.</param>
    public static StressHostRun Start(string[] arguments, string? runtimeConfiguration = null)
    {
        string[] configured = runtimeConfiguration is null ? [] : ["exec", "--runtimeconfig", runtimeConfiguration];
        var start = new ProcessStartInfo("dotnet", [.. configured, Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var ended = process.WaitForExit(MaxRun);
        if (!ended) process.Kill();
        Assert.True(ended, "the process did not end");
        return new StressHostRun(process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}
