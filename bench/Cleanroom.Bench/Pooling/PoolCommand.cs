using System.CommandLine;
using Cleanroom.Bench.Measuring;
using Cleanroom.Bench.Processes;
using Cleanroom.Wasm;

namespace Cleanroom.Bench.Pooling;

/// <summary>The verb <c>pool</c>: what a fresh guest state costs, by how much of its memory was written.</summary>
static class PoolCommand
{
    static readonly (string Name, int Bytes, double Target)[] Sizes = [("4 KB", 4 << 10, 0.3), ("64 KB", 64 << 10, 1), ("256 KB", 256 << 10, 3), ("2 MB", 2 << 20, 40)];
    static readonly Option<int> Rounds = PositiveOption.Create("--rounds", "Rounds per size.", 9);

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("pool", "A cycle of lease, call and return against a new instance in Node and in Wasmtime, in processor time.") { Rounds };
        command.SetAction(parsed => Run(parsed.GetValue(Rounds)));
        return command;
    }

    static int Run(int rounds)
    {
        var file = BenchPaths.Resource("Pooling", "touch.wasm");
        var pool = MakePool(file, out var touch);
        using var node = PeerProcess.Node(BenchPaths.Resource("Pooling", "instances.mjs"), file);
        using var wasmtime = PeerProcess.Wasmtime("wasmtime-instances", file);
        Console.WriteLine($"{"written",-8} {"ours µs",9} {"lowest",8} {"highest",8} {"target",7} {"node µs",9} {"faster",8} {"Wasmtime µs",12} {"faster",8} {"bytes allocated",16}");
        foreach (var (name, bytes, target) in Sizes)
        {
            var (ours, peer, second) = (new List<double>(), new List<double>(), new List<double>());
            var cycles = Math.Max(200, (8 << 20) / bytes * 10);
            Cycle(pool, touch, bytes, cycles);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < rounds; round++)
            {
                ours.Add(Cycle(pool, touch, bytes, cycles));
                peer.Add(node.Ask($"{bytes} 100").GetProperty("cpuMicroseconds").GetDouble());
                second.Add(wasmtime.Ask($"cycle {bytes} 100").GetProperty("cpuMicroseconds").GetDouble());
            }
            var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / (rounds * (long)cycles);
            var (median, peerMedian, secondMedian) = (Statistics.Median(ours), Statistics.Median(peer), Statistics.Median(second));
            Console.WriteLine($"{name,-8} {median,9:F2} {ours.Min(),8:F2} {ours.Max(),8:F2} {target,7:F1} {peerMedian,9:F1} {peerMedian / median,7:F0}x {secondMedian,12:F1} {secondMedian / median,7:F1}x {allocated,16}");
        }
        return 0;
    }

    static InstancePool MakePool(string file, out FunctionHandle touch)
    {
        var linked = new Linker().Link(new Engine().Compile(File.ReadAllBytes(file)));
        var template = linked.Instantiate(new Store());
        template.GetFunction("start")!.Call();
        touch = linked.Module.FindFunction("touch")!.Value;
        return new InstancePool(linked, template, () => new Store());
    }

    static double Cycle(InstancePool pool, FunctionHandle touch, int bytes, int cycles)
    {
        var start = ThreadCpuClock.Microseconds();
        for (var i = 0; i < cycles; i++)
        {
            using var lease = pool.Lease();
            if (lease.Instance.GetFunction(touch).Call<int, int>(bytes) != 1) throw new InvalidOperationException("A lease began in the state of another one.");
        }
        return (ThreadCpuClock.Microseconds() - start) / cycles;
    }
}
