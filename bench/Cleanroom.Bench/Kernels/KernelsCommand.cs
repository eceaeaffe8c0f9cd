using System.CommandLine;
using Cleanroom.Bench.Measuring;
using Cleanroom.Wasm;

namespace Cleanroom.Bench.Kernels;

/// <summary>The verb <c>kernels</c>: steady speed of emitted code against Node, in processor time, round by round.</summary>
static class KernelsCommand
{
    static readonly Option<int> Rounds = PositiveOption.Create("--rounds", "Rounds per kernel.", 9);

    static readonly Option<int> Repetitions = PositiveOption.Create("--repetitions", "Calls of the kernel per round.", 4);

    static readonly Option<string[]> Only = new("--only")
    {
        Description = "Measures only these kernels.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    static readonly Option<bool> NoTracking = new("--no-tracking") { Description = "Compiles without marking the pages that stores write, as `cleanroom run` does." };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("kernels", "Engine kernels against Node: the median of per-round ratios of processor time.") { Rounds, Repetitions, Only, NoTracking };
        command.SetAction(parsed => Run(parsed.GetValue(Rounds), parsed.GetValue(Repetitions), parsed.GetValue(Only)!, !parsed.GetValue(NoTracking)));
        return command;
    }

    static int Run(int rounds, int repetitions, string[] only, bool trackWrites)
    {
        var kernels = Kernel.LoadAll();
        if (only.FirstOrDefault(name => kernels.All(kernel => kernel.Name != name)) is { } unknown)
        {
            Console.Error.WriteLine($"There is no kernel '{unknown}': choose from {string.Join(", ", kernels.Select(kernel => kernel.Name))}.");
            return 2;
        }

        KernelRounds[] table = [.. kernels.Where(kernel => only.Length == 0 || only.Contains(kernel.Name)).Select(kernel => new KernelRounds(kernel))];
        using var ours = new EngineKernels(new EngineOptions { TrackWrites = trackWrites });
        using var node = new NodeKernels();
        for (var round = 0; round < rounds; round++)
            foreach (var row in table) row.Run(ours, node, repetitions);
        Print(table);
        return 0;
    }

    static void Print(KernelRounds[] table)
    {
        Console.WriteLine($"{"kernel",-10} {"ours ms",9} {"node ms",9} {"ratio",7} {"lowest",7} {"highest",7}");
        foreach (var row in table)
            Console.WriteLine($"{row.Kernel.Name,-10} {row.OurMilliseconds,9:F2} {row.PeerMilliseconds,9:F2} {Statistics.Median(row.Ratios),7:F2} {row.Ratios.Min(),7:F2} {row.Ratios.Max(),7:F2}");
        Console.WriteLine($"{"geometric mean",-30} {Statistics.GeometricMean([.. table.Select(row => Statistics.Median(row.Ratios))]),7:F2}");
    }
}
