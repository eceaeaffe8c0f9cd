using System.Diagnostics;

namespace Cleanroom.Cli.Tests.Support;

/// <summary>Runs the real command as part of a line of <c>sh</c>, for what only a shell can do: close descriptors, build pipes, set limits.</summary>
static class Shell
{
    /// <summary>Runs a line in which <c>cleanroom</c> is the command. Skips the test where there is no <c>sh</c>.</summary>
    public static ToolResult Run(string line, string? folder = null)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no sh.");
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"cleanroom() {{ dotnet '{Tool.Program}' \"$@\"; }}; {line}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? AppContext.BaseDirectory,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        return Tool.Finish(process);
    }
}
