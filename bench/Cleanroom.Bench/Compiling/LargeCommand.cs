using System.CommandLine;
using System.Globalization;
using System.Runtime;
using Cleanroom.Bench.Measuring;
using Cleanroom.Bench.Processes;
using Cleanroom.Wasm;

namespace Cleanroom.Bench.Compiling;

/// <summary>The verb <c>large</c>: what functions cost that are larger than the just-in-time compiler optimizes.</summary>
static class LargeCommand
{
    const int InstructionsPerRound = 20_000_000;
    const int NodeWarmUpMicroseconds = 600_000;

    static readonly Option<int> Rounds = PositiveOption.Create("--rounds", "Rounds per module.", 5);

    static readonly Option<int[]> Sizes = new("--kilobytes")
    {
        Description = "Sizes of the function.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [5, 10, 15, 20, 30, 50, 200],
    };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("large", "One large function against the same work in small ones, and against Node.") { Rounds, Sizes };
        command.SetAction(parsed => Run(parsed.GetValue(Rounds), parsed.GetValue(Sizes)!));
        return command;
    }

    static int Run(int rounds, int[] sizes)
    {
        using var listener = new JitListener();
        using var node = PeerProcess.Node(BenchPaths.Resource("Compiling", "modules.mjs"));
        // The calling code itself is optimized after this.
        Measure(GeneratedWork.Arithmetic, 1, together: false, 2, listener, node);
        Console.WriteLine($"{"work",-11}{"KB",4} {"form",-6} {"not optimized",14} {"emit ms",8} {"jit ms",8} {"ns/instr",9} {"lowest",7} {"highest",8} {"node first ms",14} {"node ns",8} {"ratio",6} {"to small",9}");
        foreach (var work in Enum.GetValues<GeneratedWork>())
            foreach (var size in sizes)
            {
                var small = Measure(work, size, together: false, rounds, listener, node);
                var large = Measure(work, size, together: true, rounds, listener, node);
                Print(work, size, "small", small, small);
                Print(work, size, "one", large, small);
                if (small.Result != large.Result) throw new InvalidOperationException("One large function computes something else than the small ones.");
            }
        return 0;
    }

    static Row Measure(GeneratedWork work, int size, bool together, int rounds, JitListener listener, PeerProcess node)
    {
        var module = GeneratedModule.Make(work, size << 10, together: together);
        var calls = Math.Max(InstructionsPerRound / module.Instructions, 10);
        var (emit, jit, ours, peers, first) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var heard = (0, 0);
        var result = 0;
        for (var round = 0; round < rounds; round++)
        {
            listener.Reset();
            var start = ThreadCpuClock.Microseconds();
            var compiled = new Engine().Compile(module.Bytes);
            emit.Add(ThreadCpuClock.Microseconds() - start);
            var before = JitInfo.GetCompilationTime(currentThread: true);
            compiled.WarmUp();
            jit.Add((JitInfo.GetCompilationTime(currentThread: true) - before).TotalMicroseconds);
            var run = new Linker().Instantiate(new Store(), compiled).GetFunction("run")!;
            // A warm cache, not warm code: what is compiled stays as it is.
            for (var i = 0; i < calls / 10; i++) run.Call<int, int>(i);
            start = ThreadCpuClock.Microseconds();
            for (var i = 0; i < calls; i++) result = run.Call<int, int>(i);
            ours.Add((ThreadCpuClock.Microseconds() - start) * 1000 / calls / module.Instructions);

            using var file = new ModuleFile(module.Bytes);
            var answer = node.Ask(string.Create(CultureInfo.InvariantCulture, $"large {file.Path} {calls} {NodeWarmUpMicroseconds}"));
            // The runtime's events arrive some time after what they tell of; Node took longer.
            heard = listener.Heard;
            first.Add(answer.GetProperty("compileMicroseconds").GetDouble());
            peers.Add(answer.GetProperty("cpuMicroseconds").GetDouble() * 1000 / calls / module.Instructions);
        }
        return new Row(heard, emit, jit, ours, peers, first, result);
    }

    static void Print(GeneratedWork work, int size, string form, Row row, Row small)
    {
        var (our, peer) = (Statistics.Median(row.Ours), Statistics.Median(row.Peers));
        Console.WriteLine($"{work,-11}{size,4} {form,-6} {$"{row.Heard.Unoptimized} of {row.Heard.Methods}",14} {Statistics.Median(row.Emit) / 1000,8:F1} {Statistics.Median(row.Jit) / 1000,8:F1} {our,9:F2} {row.Ours.Min(),7:F2} {row.Ours.Max(),8:F2} {Statistics.Median(row.First) / 1000,14:F1} {peer,8:F2} {our / peer,6:F2} {our / Statistics.Median(small.Ours),9:F2}");
    }

    sealed record Row((int Methods, int Unoptimized) Heard, List<double> Emit, List<double> Jit, List<double> Ours, List<double> Peers, List<double> First, int Result);
}
