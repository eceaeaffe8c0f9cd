using System.Diagnostics;
using System.Text;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Support;

/// <summary>What a run of the command gave.</summary>
sealed record ToolResult(int ExitCode, byte[] OutputBytes, string Error)
{
    public string Output => Encoding.UTF8.GetString(OutputBytes);
}

/// <summary>Runs the real command as a process.</summary>
static class Tool
{
    /// <summary>The command that a build of the same configuration made: what users start, with its native libraries and its machine code.</summary>
    public static string Program { get; } = FindProgram();

    public static string Hello { get; } = Path.Combine(SharedData.Repository, "examples", "hello", "hello.wasm");

    static string FindProgram()
    {
        // …/bin/Release/net10.0/, the same below every project.
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(RepositoryPaths.Root, "src", "Cleanroom.Cli", "bin", framework.Parent!.Name, framework.Name, "cleanroom.dll");
    }

    public static string Guest(string name) => TestGuests.PathOf($"cli_{name}");

    public static ToolResult Run(params string[] arguments) => Run(arguments, []);

    public static ToolResult Run(string[] arguments, byte[] input, string? folder = null, Dictionary<string, string>? environment = null)
    {
        using var process = Start(arguments, folder, environment);
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A program that reads nothing may be gone already.
        }
        return Finish(process);
    }

    /// <summary>Starts the command.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Variables beyond those of the tests.</param>
    /// <param name="limit">A line of bash that limits what it may have, such as <c>ulimit -n 400</c>; null for no limit.</param>
    public static Process Start(string[] arguments, string? folder = null, Dictionary<string, string>? environment = null, string? limit = null)
    {
        string[] limited = limit is null ? [] : ["-c", $"{limit}; exec dotnet \"$0\" \"$@\""];
        var start = new ProcessStartInfo(limit is null ? "dotnet" : "bash", [.. limited, Program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? AppContext.BaseDirectory,
        };
        start.Environment.Remove("CLEAN_FS_WRITE_ROOT");
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static ToolResult Finish(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return new ToolResult(process.ExitCode, output.ToArray(), error.GetAwaiter().GetResult());
    }

    /// <summary>Sends a signal, such as <c>TERM</c>; ends the process and skips the test where it would be ignored.</summary>
    public static void Signal(Process process, string name)
    {
        if (IsIgnored(name))
        {
            process.Kill();
            Assert.Skip($"SIG{name} is ignored here, as under nohup or in a background job of a script.");
        }
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    // A process inherits from the one that starts it which signals it ignores.
    static bool IsIgnored(string signal)
    {
        if (!OperatingSystem.IsLinux() || signal is not ("HUP" or "INT")) return false;
        var ignored = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..].Trim();
        return (Convert.ToUInt64(ignored, 16) & (signal == "HUP" ? 1u : 2u)) != 0;
    }
}
