using System.CommandLine;
using System.Text;
using Cleanroom.Bench.Measuring;

namespace Cleanroom.Bench.Processes;

/// <summary>Compares our command line with a peer as whole processes, run in pairs.</summary>
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

    /// <summary>Compares a program of ours with a script in Node.</summary>
    /// <returns>The exit code: 1 when a program failed or printed something else.</returns>
    public static int Compare(ParseResult parsed, string module, string script, IReadOnlyList<string> scriptArguments, byte[] expected)
    {
        IReadOnlyList<string> ours = [.. Ours(parsed), "run", module];
        IReadOnlyList<string> nodes = ["node", BenchPaths.Resource("Processes", script), .. scriptArguments];
        return Compare(parsed, "whole process", (ours, ProcessRun.Start), ("node", nodes, ProcessRun.Start), expected);
    }

    /// <summary>Compares the start of our server, up to its first answer, with that of an application of ASP.NET Core that has one endpoint.</summary>
    /// <returns>The exit code: 1 when a server failed or answered something else than 200.</returns>
    public static int CompareServers(ParseResult parsed, string module, string path)
    {
        const int port = 3961;
        IReadOnlyList<string> ours = [.. Ours(parsed), "serve", module, "--port", $"{port}"];
        IReadOnlyList<string> empty = [BenchPaths.EmptyServer, "--urls", $"http://127.0.0.1:{port}"];
        return Compare(parsed, "to the first answer", (ours, command => ProcessRun.Ask(command, port, path)), ("empty", empty, command => ProcessRun.Ask(command, port, "/")), "HTTP/1.1 200"u8.ToArray());
    }

    static int Compare(ParseResult parsed, string title, (IReadOnlyList<string> Command, Func<IReadOnlyList<string>, ProcessRun> Run) ours, (string Name, IReadOnlyList<string> Command, Func<IReadOnlyList<string>, ProcessRun> Run) peer, byte[] expected)
    {
        var (our, other) = (new List<ProcessRun>(), new List<ProcessRun>());

        // The first pair fills the file cache and is not counted.
        for (var pair = 0; pair <= parsed.GetValue(PairsOption); pair++)
        {
            our.Add(ours.Run(ours.Command));
            other.Add(peer.Run(peer.Command));
            if (!IsRight(ours.Command, our[^1], expected) || !IsRight(peer.Command, other[^1], expected)) return 1;
        }

        Console.WriteLine($"{title,-19} {"ours ms",9} {peer.Name + " ms",9} {"ratio",7} {"lowest",7} {"highest",7}");
        Print("user and system", our, other, run => run.CpuMilliseconds);
        Print("wall", our, other, run => run.WallMilliseconds);
        return 0;
    }

    /// <summary>How our command line is started.</summary>
    public static IEnumerable<string> Ours(ParseResult parsed) => SplitCommand(parsed.GetValue(CleanroomOption)!);

    static void Print(string name, List<ProcessRun> our, List<ProcessRun> peer, Func<ProcessRun, double> time)
    {
        double[] ours = [.. our.Skip(1).Select(time)], peers = [.. peer.Skip(1).Select(time)];
        double[] ratios = [.. ours.Zip(peers, (a, b) => a / b)];
        Console.WriteLine($"{name,-19} {Statistics.Median(ours),9:F1} {Statistics.Median(peers),9:F1} {Statistics.Median(ratios),7:F2} {ratios.Min(),7:F2} {ratios.Max(),7:F2}");
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
