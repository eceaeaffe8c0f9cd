using System.CommandLine;
using System.Globalization;
using System.Runtime;
using Cleanroom.Bench.Measuring;
using Cleanroom.Bench.Processes;
using Cleanroom.Bridge;
using Cleanroom.Wasm;

namespace Cleanroom.Bench.Compiling;

/// <summary>The verb <c>startup</c>: from the bytes of a module to its first answer, and to the last function compiled, in a warm process; what real modules compile at their start.</summary>
static class StartupCommand
{
    const int EngineWarmUps = 60;

    static readonly Option<int> Rounds = PositiveOption.Create("--rounds", "Rounds per module.", 7);

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("startup", "From a module's bytes to the first answer and to the full warm-up, in processor time; which functions of real modules are compiled at start.") { Rounds };
        command.SetAction(parsed => Run(parsed.GetValue(Rounds)));
        return command;
    }

    static int Run(int rounds)
    {
        // As in a server that has loaded modules before: the engine's own code is optimized after this.
        for (var i = 0; i < EngineWarmUps; i++) Generated(GeneratedModule.Make(GeneratedWork.Memory, 100 << 10, 300).Bytes, "first");
        using var node = PeerProcess.Node(BenchPaths.Resource("Compiling", "modules.mjs"));
        Console.WriteLine($"{"module",-22} {"to IL ms",9} {"answer ms",10} {"lowest",7} {"highest",8} {"jit share",10} {"warm-up ms",11} {"to all ms",10} {"node answer ms",15}");
        if (RepositoryPaths.Shared is { } shared && Path.Combine(shared, "modules", "run", "01_hello.wasm") is var hello && File.Exists(hello))
            Print("Clean 25 KB", Measure(rounds, () => Clean(File.ReadAllBytes(hello))), null);
        else Console.WriteLine("Clean 25 KB: skipped, the shared test data is missing. Set CLEANROOM_SHARED to its folder.");
        foreach (var (name, size, piece, export) in (ReadOnlySpan<(string, int, int, string)>)[
            ("200 KB, one call", 200, 900, "first"), ("200 KB, all called", 200, 900, "run"),
            ("650 KB, one call", 650, 150, "first"), ("650 KB, all called", 650, 150, "run")])
        {
            var module = GeneratedModule.Make(GeneratedWork.Memory, size << 10, piece);
            Print(name, Measure(rounds, () => Generated(module.Bytes, export)), Ask(node, module.Bytes, export, rounds));
        }
        if (RepositoryPaths.Shared is { } modules) StartFunctions.Print(modules);
        return 0;
    }

    static (double, Module, double) Clean(byte[] bytes)
    {
        var start = ThreadCpuClock.Microseconds();
        var module = CleanModule.Load(bytes);
        var compiled = ThreadCpuClock.Microseconds() - start;
        using var guest = module.CreateGuest(new GuestOptions());
        guest.RunEntryPoint();
        return (compiled, guest.Instance!.Module!, ThreadCpuClock.Microseconds() - start);
    }

    /// <summary>Compiles a module and calls a function. Returns the time to IL, the module and the time to the answer, in microseconds.</summary>
    internal static (double ToIl, Module Module, double Answer) Generated(byte[] bytes, string export)
    {
        var start = ThreadCpuClock.Microseconds();
        var module = new Engine().Compile(bytes);
        var compiled = ThreadCpuClock.Microseconds() - start;
        new Linker().Instantiate(new Store(), module).GetFunction(export)!.Call<int, int>(1);
        return (compiled, module, ThreadCpuClock.Microseconds() - start);
    }

    static Row Measure(int rounds, Func<(double, Module, double)> start)
    {
        var row = new Row([], [], [], []);
        for (var round = 0; round <= rounds; round++)
        {
            var before = JitInfo.GetCompilationTime(currentThread: true);
            var (compiled, module, answer) = start();
            var jit = (JitInfo.GetCompilationTime(currentThread: true) - before).TotalMicroseconds;
            var beforeWarmUp = ThreadCpuClock.Microseconds();
            module.WarmUp();
            var warmUp = ThreadCpuClock.Microseconds() - beforeWarmUp;
            // The first round also compiles what only this kind of module needs.
            if (round == 0) continue;
            row.Compiled.Add(compiled);
            row.Answer.Add(answer);
            row.Jit.Add(jit);
            row.WarmUp.Add(warmUp);
        }
        return row;
    }

    static double Ask(PeerProcess node, byte[] bytes, string export, int rounds)
    {
        var answers = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            using var file = new ModuleFile(bytes);
            answers.Add(node.Ask(string.Create(CultureInfo.InvariantCulture, $"startup {file.Path} {export}")).GetProperty("cpuMicroseconds").GetDouble());
        }
        return Statistics.Median(answers) / 1000;
    }

    static void Print(string name, Row row, double? node)
    {
        var (answer, warmUp) = (Statistics.Median(row.Answer) / 1000, Statistics.Median(row.WarmUp) / 1000);
        Console.WriteLine($"{name,-22} {Statistics.Median(row.Compiled) / 1000,9:F1} {answer,10:F1} {row.Answer.Min() / 1000,7:F1} {row.Answer.Max() / 1000,8:F1} {Statistics.Median(row.Jit) / 1000 / answer,10:P0} {warmUp,11:F1} {answer + warmUp,10:F1} {(node is { } peer ? peer.ToString("F1", CultureInfo.InvariantCulture) : "–"),15}");
    }

    sealed record Row(List<double> Compiled, List<double> Answer, List<double> Jit, List<double> WarmUp);
}
