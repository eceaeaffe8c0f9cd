using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Cleanroom.Bench.Measuring;
using Wasmtime;

namespace Cleanroom.Bench.Processes;

/// <summary>
/// New instances of one module in Wasmtime, with its pooling allocator and epoch interruption. The verb <c>wasmtime-instances FILE [STACK]</c> answers
/// <c>cycle BYTES COUNT</c>, a new instance, its start function and <c>touch</c>, and <c>trap EXPORT COUNT</c>, a call that traps.
/// </summary>
sealed class WasmtimeInstances : IDisposable
{
    // Cleared by writing, not by returning pages to the system, which makes every one of them a page fault in the next instance.
    const int KeepResident = 4 << 20;

    readonly Wasmtime.Engine engine;
    readonly Wasmtime.Module module;
    readonly Wasmtime.Linker linker;

    WasmtimeInstances(string file, int? stackBytes)
    {
        var pooling = new PoolingAllocationConfig().WithLinearMemoryKeepResidentBytes(KeepResident);
        var config = new Config().WithEpochInterruption(true).WithPoolingAllocationStrategy(pooling);
        if (stackBytes is { } bytes) config.WithMaximumStackSize(bytes);
        engine = new Wasmtime.Engine(config);
        module = Wasmtime.Module.FromFile(engine, file);
        linker = new Wasmtime.Linker(engine);
    }

    /// <summary>The verb.</summary>
    public static Command CreateVerb()
    {
        var file = new Argument<string>("FILE");
        var stack = new Argument<int?>("STACK") { Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("wasmtime-instances", "Answers requests of the verbs pool and traps.") { Hidden = true };
        command.Arguments.Add(file);
        command.Arguments.Add(stack);
        command.SetAction(parsed => Serve(parsed.GetValue(file)!, parsed.GetValue(stack)));
        return command;
    }

    public void Dispose()
    {
        linker.Dispose();
        module.Dispose();
        engine.Dispose();
    }

    static int Serve(string file, int? stackBytes)
    {
        using var instances = new WasmtimeInstances(file, stackBytes);
        while (Console.In.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            var count = int.Parse(words[2], CultureInfo.InvariantCulture);
            Action one = words[0] == "trap" ? instances.Trap(words[1]) : () => instances.Cycle(int.Parse(words[1], CultureInfo.InvariantCulture));
            one();
            var start = ThreadCpuClock.Microseconds();
            for (var i = 0; i < count; i++) one();
            Console.WriteLine(JsonSerializer.Serialize(new { cpuMicroseconds = (ThreadCpuClock.Microseconds() - start) / count }));
        }
        return 0;
    }

    void Cycle(int bytes)
    {
        using var store = MakeStore();
        var instance = linker.Instantiate(store, module);
        instance.GetAction("start")!();
        if (instance.GetFunction<int, int>("touch")!(bytes) != 1) throw new InvalidOperationException("A new instance began in the state of another one.");
    }

    Action Trap(string export)
    {
        var function = linker.Instantiate(MakeStore(), module).GetFunction<int, int>(export)!;
        return () =>
        {
            try
            {
                function(1);
            }
            catch (Wasmtime.TrapException)
            {
                return;
            }
            throw new InvalidOperationException($"{export} returned.");
        };
    }

    Wasmtime.Store MakeStore()
    {
        var store = new Wasmtime.Store(engine);
        store.SetEpochDeadline(1_000_000);
        return store;
    }
}
