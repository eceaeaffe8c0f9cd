using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Cleanroom.Bench.Measuring;
using Wasmtime;

namespace Cleanroom.Bench.Kernels;

/// <summary>
/// The kernels in Wasmtime with its default settings, but with epoch interruption unless asked otherwise: like here, a loop can be stopped. The verb
/// <c>wasmtime-kernels</c> answers the requests of <see cref="PeerKernels"/>.
/// </summary>
sealed class WasmtimeKernels : IKernelRunner
{
    const double WarmUpMicroseconds = 300_000;

    readonly Wasmtime.Engine engine;
    readonly Wasmtime.Store store;
    readonly Wasmtime.Instance instance;
    readonly HashSet<string> warm = [];

    WasmtimeKernels(bool stoppable)
    {
        engine = new Wasmtime.Engine(new Config().WithEpochInterruption(stoppable));
        store = new Wasmtime.Store(engine);
        if (stoppable) store.SetEpochDeadline(1_000_000);
        var linker = new Wasmtime.Linker(engine);
        Wasmtime.Memory? memory = null;
        linker.DefineFunction("env", "format_int", (int value, int address) =>
        {
            value.TryFormat(memory!.GetSpan(address, 11), out var length);
            return length;
        });
        linker.DefineFunction("env", "mix", (int a, int b) => a * 31 + b);
        instance = linker.Instantiate(store, Wasmtime.Module.FromFile(engine, BenchPaths.Resource("Kernels", "kernels.wasm")));
        memory = instance.GetMemory("memory");
    }

    public string Name => "Wasmtime";

    /// <summary>The verb.</summary>
    public static Command CreateVerb()
    {
        var unstoppable = new Option<bool>("--unstoppable");
        var command = new Command("wasmtime-kernels", "Answers requests of the verb kernels.") { unstoppable };
        command.Hidden = true;
        command.SetAction(parsed => Serve(!parsed.GetValue(unstoppable)));
        return command;
    }

    public double RunMicroseconds(string kernel, int n, int repetitions, out double result)
    {
        var call = Find(kernel);
        if (warm.Add(kernel))
            for (var spent = 0.0; spent < WarmUpMicroseconds;) spent += Math.Max(Time(call, n, 1, out _), 1000);
        return Time(call, n, repetitions, out result);
    }

    public void Dispose()
    {
        store.Dispose();
        engine.Dispose();
    }

    static int Serve(bool stoppable)
    {
        using var kernels = new WasmtimeKernels(stoppable);
        while (Console.In.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            var cpuMicroseconds = kernels.RunMicroseconds(words[0], Number(words[1]), Number(words[2]), out var result);
            Console.WriteLine(JsonSerializer.Serialize(new { result, cpuMicroseconds }));
        }
        return 0;

        static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }

    Func<int, double> Find(string kernel)
    {
        if (instance.GetFunction<int, int>(kernel) is { } whole) return n => whole(n);
        return instance.GetFunction<int, double>(kernel) ?? throw new ArgumentException($"There is no kernel '{kernel}'.", nameof(kernel));
    }

    static double Time(Func<int, double> call, int n, int repetitions, out double result)
    {
        var start = ThreadCpuClock.Microseconds();
        result = call(n);
        for (var i = 1; i < repetitions; i++)
            if (!call(n).Equals(result)) throw new InvalidOperationException("the result changed");
        return ThreadCpuClock.Microseconds() - start;
    }
}
