using System.CommandLine;
using Cleanroom.Bench.Measuring;
using Cleanroom.Bench.Processes;
using Cleanroom.Wasm;

namespace Cleanroom.Bench.Traps;

/// <summary>The verb <c>traps</c>: what it costs to stop a guest that fails, or that calls itself without an end.</summary>
static class TrapsCommand
{
    static readonly (string Name, string Export, int StackBytes)[] Rows =
    [
        ("unreachable", "trap", 0), ("endless recursion, 64 KB of stack", "recurse", 64 << 10), ("endless recursion, default of 256 KB", "recurse", 256 << 10),
        ("endless recursion, 1 MB", "recurse", 1 << 20), ("endless recursion with larger frames, default", "recurseWide", 256 << 10),
    ];

    static readonly Option<int> Rounds = PositiveOption.Create("--rounds", "Rounds per row.", 9);

    static string Guest => BenchPaths.Resource("Traps", "traps.wasm");

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("traps", "A call that traps, against Wasmtime with the same stack, in processor time.") { Rounds };
        command.SetAction(parsed => Run(parsed.GetValue(Rounds)));
        return command;
    }

    static int Run(int rounds)
    {
        var linked = new Linker().Link(new Engine().Compile(File.ReadAllBytes(Guest)));
        Console.WriteLine($"{"row",-46} {"ours µs",10} {"lowest",8} {"highest",8} {"frames",7} {"Wasmtime µs",12} {"bytes allocated",16}");
        foreach (var (name, export, stackBytes) in Rows)
        {
            var limits = stackBytes == 0 ? new ResourceLimits() : new ResourceLimits { StackBytes = stackBytes };
            using var wasmtime = PeerProcess.Wasmtime("wasmtime-instances", Guest, limits.StackBytes.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var (ours, peer) = (new List<double>(), new List<double>());
            var frames = Trap(linked, limits, export, []);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < rounds; round++)
            {
                Trap(linked, limits, export, ours);
                peer.Add(wasmtime.Ask($"trap {export} 20").GetProperty("cpuMicroseconds").GetDouble());
            }
            var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / rounds;
            Console.WriteLine($"{name,-46} {Statistics.Median(ours),10:F1} {ours.Min(),8:F1} {ours.Max(),8:F1} {frames(),7} {Statistics.Median(peer),12:F1} {allocated,16}");
        }
        return 0;
    }

    // An instance is not called again after a trap. The frames are counted only when asked for.
    static Func<int> Trap(LinkedModule linked, ResourceLimits limits, string export, List<double> times)
    {
        using var store = new Store(limits);
        var function = linked.Instantiate(store).GetFunction(export)!;
        var start = ThreadCpuClock.Microseconds();
        try
        {
            function.Call<int, int>(1);
        }
        catch (TrapException trap)
        {
            times.Add(ThreadCpuClock.Microseconds() - start);
            return () => trap.Frames.Count + trap.OmittedFrames;
        }
        throw new InvalidOperationException($"{export} returned.");
    }
}
