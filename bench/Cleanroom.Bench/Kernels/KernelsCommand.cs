using System.CommandLine;
using Cleanroom.Bench.Measuring;
using Cleanroom.Wasm;

namespace Cleanroom.Bench.Kernels;

/// <summary>The verb <c>kernels</c>: steady speed of emitted code against Node and Wasmtime, in processor time, round by round.</summary>
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

    static readonly Option<bool> Unstoppable = new("--unstoppable") { Description = "Compiles without interruption in Wasmtime." };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("kernels", "Engine kernels against Node and Wasmtime: the median of per-round ratios of processor time.") { Rounds, Repetitions, Only, NoTracking, Unstoppable };
        command.SetAction(parsed => Run(parsed.GetValue(Rounds), parsed.GetValue(Repetitions), parsed.GetValue(Only)!, !parsed.GetValue(NoTracking), !parsed.GetValue(Unstoppable)));
        return command;
    }

    static int Run(int rounds, int repetitions, string[] only, bool trackWrites, bool stoppable)
    {
        var kernels = Kernel.LoadAll();
        if (only.FirstOrDefault(name => kernels.All(kernel => kernel.Name != name)) is { } unknown)
        {
            Console.Error.WriteLine($"There is no kernel '{unknown}': choose from {string.Join(", ", kernels.Select(kernel => kernel.Name))}.");
            return 2;
        }

        using var ours = new EngineKernels(new EngineOptions { TrackWrites = trackWrites });
        using var node = PeerKernels.Node();
        using var wasmtime = PeerKernels.Wasmtime(stoppable);
        IKernelRunner[] engines = [ours, node, wasmtime];
        KernelRounds[] table = [.. kernels.Where(kernel => only.Length == 0 || only.Contains(kernel.Name)).Select(kernel => new KernelRounds(kernel, engines))];
        for (var round = 0; round < rounds; round++)
            foreach (var row in table) row.Run(repetitions);
        Print(table, engines);
        return 0;
    }

    static void Print(KernelRounds[] table, IKernelRunner[] engines)
    {
        Console.Write($"{"kernel",-15} {"ours ms",9}");
        foreach (var peer in engines[1..]) Console.Write($" | {peer.Name + " ms",11} {"ratio",6} {"lowest",6} {"highest",7}");
        Console.WriteLine();
        foreach (var row in table)
        {
            Console.Write($"{row.Kernel.Name,-15} {row.Milliseconds(0),9:F2}");
            for (var peer = 1; peer < engines.Length; peer++)
                Console.Write($" | {row.Milliseconds(peer),11:F2} {Statistics.Median(row.Ratios(peer)),6:F2} {row.Ratios(peer).Min(),6:F2} {row.Ratios(peer).Max(),7:F2}");
            Console.WriteLine();
        }
        PrintMean("geometric mean", table, engines.Length);
        PrintMean("without calls", [.. table.Where(row => row.Kernel.Name is not ("hostcall" or "indirect"))], engines.Length);
    }

    static void PrintMean(string name, KernelRounds[] table, int engines)
    {
        Console.Write($"{name,-25}");
        for (var peer = 1; peer < engines; peer++) Console.Write($" | {"",11} {Statistics.GeometricMean([.. table.Select(row => Statistics.Median(row.Ratios(peer)))]),6:F2} {"",14}");
        Console.WriteLine();
    }
}
