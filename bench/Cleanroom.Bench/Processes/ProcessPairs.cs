using System.CommandLine;
using System.Text;
using Cleanroom.Bench.Measuring;

namespace Cleanroom.Bench.Processes;

/// <summary>Compares our command line with Node as whole processes, run in pairs.</summary>
static class ProcessPairs
{
    // How our command line is started.
    static readonly Option<string> CleanroomOption = new("--cleanroom")
    {
        Description = "How our command line is started; the Release build output when not given.",
        DefaultValueFactory = _ => $"\"{BenchPaths.CommandLine}\"",
    };

    static readonly Option<int> PairsOption = PositiveOption.Create("--pairs", "Pairs of processes.", 7);

    /// <summary>A verb that compares whole processes.</summary>
    public static Command CreateCommand(string name, string description, Func<ParseResult, int> run)
    {
        var command = new Command(name, description) { CleanroomOption, PairsOption };
        command.SetAction(run);
        return command;
    }

    /// <summary>Runs the pairs and prints medians and ratios.</summary>
    /// <returns>The exit code: 1 when a program failed or printed something else.</returns>
    public static int Compare(ParseResult parsed, string module, string script, IReadOnlyList<string> scriptArguments, byte[] expected)
    {
        IReadOnlyList<string> ours = [.. Ours(parsed), "run", module];
        IReadOnlyList<string> nodes = ["node", BenchPaths.Resource("Processes", script), .. scriptArguments];
        var (our, node) = (new List<ProcessRun>(), new List<ProcessRun>());

        // The first pair fills the file cache and is not counted.
        for (var pair = 0; pair <= parsed.GetValue(PairsOption); pair++)
        {
            our.Add(ProcessRun.Start(ours));
            node.Add(ProcessRun.Start(nodes));
            if (!IsRight(ours, our[^1], expected) || !IsRight(nodes, node[^1], expected)) return 1;
        }

        Console.WriteLine($"{"whole process",-18} {"ours ms",9} {"node ms",9} {"ratio",7} {"lowest",7} {"highest",7}");
        Print("user and system", our, node, run => run.CpuMilliseconds);
        Print("wall", our, node, run => run.WallMilliseconds);
        return 0;
    }

    /// <summary>How our command line is started.</summary>
    public static IEnumerable<string> Ours(ParseResult parsed) => SplitCommand(parsed.GetValue(CleanroomOption)!);

    static void Print(string name, List<ProcessRun> our, List<ProcessRun> node, Func<ProcessRun, double> time)
    {
        double[] ours = [.. our.Skip(1).Select(time)], nodes = [.. node.Skip(1).Select(time)];
        double[] ratios = [.. ours.Zip(nodes, (a, b) => a / b)];
        Console.WriteLine($"{name,-18} {Statistics.Median(ours),9:F1} {Statistics.Median(nodes),9:F1} {Statistics.Median(ratios),7:F2} {ratios.Min(),7:F2} {ratios.Max(),7:F2}");
    }

    static bool IsRight(IReadOnlyList<string> command, ProcessRun run, byte[] expected)
    {
        if (run.ExitCode == 0 && run.Output.AsSpan().SequenceEqual(expected)) return true;
        Console.Error.WriteLine($"{string.Join(' ', command)}: exit code {run.ExitCode}, and this output where {expected.Length} bytes were expected:");
        Console.Error.WriteLine(Encoding.UTF8.GetString(run.Output));
        return false;
    }

    static IEnumerable<string> SplitCommand(string command) =>
        System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(command);
}
