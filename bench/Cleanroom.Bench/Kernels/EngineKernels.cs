using System.Reflection;
using System.Reflection.Emit;
using Cleanroom.Bench.Measuring;
using Cleanroom.Wasm;

namespace Cleanroom.Bench.Kernels;

/// <summary>The kernels in Cleanroom's engine, on the calling thread. Host functions are compiled in as direct calls, as those of the bridge are.</summary>
sealed class EngineKernels : IKernelRunner, IHostImports
{
    const double WarmUpMicroseconds = 300_000;

    readonly Instance instance;
    readonly HashSet<string> warm = [];

    public EngineKernels(EngineOptions options)
    {
        var module = new Engine(options).Compile(ModuleDefinition.Parse(File.ReadAllBytes(BenchPaths.Resource("Kernels", "kernels.wasm"))), this);
        var host = new Host();
        instance = new Linker().Instantiate(new Store(null, host), module);
        host.Memory = instance.Memory;
    }

    public string Name => "Cleanroom";

    public double RunMicroseconds(string kernel, int n, int repetitions, out double result)
    {
        var function = instance.GetFunction(kernel) ?? throw new ArgumentException($"There is no kernel '{kernel}'.", nameof(kernel));
        if (warm.Add(kernel))
            for (var spent = 0.0; spent < WarmUpMicroseconds;) spent += Math.Max(Time(function, n, 1, out _), 1000);
        return Time(function, n, repetitions, out result);
    }

    public void Dispose() => instance.Memory?.Dispose();

    HostImport? IHostImports.Resolve(ImportDefinition import) => (import.Module, import.Name) switch
    {
        ("env", "format_int") => new HostImport(il => EmitCall(il, nameof(Host.FormatInt), withState: true), false, typeof(Host).Assembly),
        ("env", "mix") => new HostImport(il => EmitCall(il, nameof(Host.Mix), withState: false), true, typeof(Host).Assembly),
        _ => null,
    };

    static double Time(Function function, int n, int repetitions, out double result)
    {
        var start = ThreadCpuClock.Microseconds();
        result = Call(function, n);
        for (var i = 1; i < repetitions; i++)
            if (!Call(function, n).Equals(result)) throw new InvalidOperationException("the result changed");
        return ThreadCpuClock.Microseconds() - start;
    }

    static double Call(Function function, int n) =>
        function.Type.Results[0] == Wasm.ValueType.F64 ? function.Call<int, double>(n) : function.Call<int, int>(n);

    // Both functions take two integers.
    static void EmitCall(ILGenerator il, string method, bool withState)
    {
        if (withState) HostImport.EmitLoadState(il, 2);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, typeof(Host).GetMethod(method, BindingFlags.Static | BindingFlags.Public)!);
        il.Emit(OpCodes.Ret);
    }

    /// <summary>What the kernels import.</summary>
    sealed class Host
    {
        public Memory? Memory { get; set; }

        public static int FormatInt(Host host, int value, int address)
        {
            value.TryFormat(host.Memory!.Slice((uint)address, 11), out var length);
            return length;
        }

        public static int Mix(int a, int b) => a * 31 + b;
    }
}
