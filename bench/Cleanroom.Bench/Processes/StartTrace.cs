using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Cleanroom.Bench.Processes;

/// <summary>Which assemblies a process loads before its first output, and when: the steps of its start. Seen by <c>strace</c>, which slows the process down.</summary>
static partial class StartTrace
{
    const int Runs = 5;

    /// <summary>Prints the steps of the fastest run.</summary>
    public static void Print(IReadOnlyList<string> command)
    {
        if (Trace(command) is not { Count: > 0 } fastest)
        {
            Console.WriteLine("steps: skipped, strace is not on the PATH (Linux only).");
            return;
        }
        for (var run = 1; run < Runs; run++)
            if (Trace(command) is { Count: > 0 } next && next[^1].At < fastest[^1].At) fastest = next;
        Console.WriteLine($"{"step, under strace",-52} {"at ms",7} {"took",6}");
        var before = 0.0;
        foreach (var (what, at) in fastest)
        {
            Console.WriteLine($"{what,-52} {at,7:F1} {at - before,6:F1}");
            before = at;
        }
    }

    static List<(string What, double At)>? Trace(IReadOnlyList<string> command)
    {
        var file = Path.GetTempFileName();
        try
        {
            using var process = Process.Start(new ProcessStartInfo("strace", ["-f", "-ttt", "-e", "trace=openat,write,exit_group", "-o", file, .. command]) { RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return Steps(File.ReadLines(file));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
        finally
        {
            File.Delete(file);
        }
    }

    static List<(string What, double At)> Steps(IEnumerable<string> lines)
    {
        var steps = new List<(string What, double At)>();
        var start = double.NaN;
        foreach (var line in lines)
        {
            if (Line().Match(line) is not { Success: true } call) continue;
            var at = double.Parse(call.Groups["time"].Value, CultureInfo.InvariantCulture) * 1000;
            if (double.IsNaN(start)) start = at;
            if (call.Groups["file"].Value is { Length: > 0 } opened && !line.Contains("ENOENT", StringComparison.Ordinal)) steps.Add((Path.GetFileName(opened), at - start));
            else if (call.Groups["call"].Value == "write(1") steps.Add(("first output", at - start));
            else if (call.Groups["call"].Value == "exit_group(") steps.Add(("end", at - start));
        }
        return steps;
    }

    [GeneratedRegex("""^\d+ +(?<time>\d+\.\d+) (?<call>openat\(AT_FDCWD, "(?<file>[^"]+\.(?:dll|wasm))"|write\(1(?=,)|exit_group\()""")]
    private static partial Regex Line();
}
