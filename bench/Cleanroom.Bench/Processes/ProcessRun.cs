using System.Diagnostics;

namespace Cleanroom.Bench.Processes;

/// <summary>One run of a program as a whole process.</summary>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="CpuMilliseconds">User and system time.</param>
/// <param name="WallMilliseconds">From its start to its end.</param>
sealed record ProcessRun(byte[] Output, int ExitCode, double CpuMilliseconds, double WallMilliseconds)
{
    /// <summary>Runs a program to its end. No other child process may end meanwhile.</summary>
    /// <param name="command">The program and its arguments.</param>
    public static ProcessRun Start(IReadOnlyList<string> command)
    {
        var cpuBefore = ChildProcessTimes.TotalMilliseconds();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        var wall = watch.Elapsed.TotalMilliseconds;
        var cpu = OperatingSystem.IsWindows() ? process.TotalProcessorTime.TotalMilliseconds : ChildProcessTimes.TotalMilliseconds() - cpuBefore;
        return new ProcessRun(output.ToArray(), process.ExitCode, cpu, wall);
    }
}
