using Cleanroom.Wasm;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Fuzz.Cases;

/// <summary>Decides which exports are called in which order and with what.</summary>
static class CallPlanner
{
    const int MaxCalls = 60;

    /// <summary>Binaryen's fuzz modules count loop iterations and calls down and trap at zero; this export fills the counter up again.</summary>
    const string HangLimitExport = "hangLimitInitializer";

    static readonly int[] Integers = [0, 1, -1, 2, 3, 4, 7, 8, 16, 31, 32, 33, 63, 64, 127, 128, 255, 256, 65535, 65536, 65537, -2, -128, int.MinValue, int.MaxValue];

    static readonly long[] LongIntegers = [int.MinValue, int.MaxValue, uint.MaxValue, 1L << 32, long.MinValue, long.MaxValue, -1L << 32, 0x0123456789ABCDEF];

    static readonly double[] Doubles =
    [
        0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -0.9999999, double.Epsilon, float.Epsilon, 2147483647, 2147483648, -2147483648, -2147483649, 4294967295,
        4294967296, 9223372036854775807, -9223372036854775808, 18446744073709551615, float.MaxValue, double.MaxValue, double.PositiveInfinity,
        double.NegativeInfinity, double.NaN, Math.PI,
    ];

    /// <summary>Calls every exported function once to three times, in a random order.</summary>
    public static List<PlannedCall> Plan(ModuleDefinition definition, ulong seed)
    {
        var random = new SplitMix(seed);
        var wanted = new List<ExportDefinition>();
        foreach (var export in definition.Exports.Where(export => export.Kind == ExternalKind.Function && export.Name != HangLimitExport))
            for (var times = random.Below(3); times >= 0; times--) wanted.Add(export);
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(wanted));
        var refill = definition.ExportedFunctionType(HangLimitExport) is { Parameters.Count: 0 };
        var calls = new List<PlannedCall>();
        foreach (var export in wanted.Take(MaxCalls))
        {
            if (refill) calls.Add(new PlannedCall(HangLimitExport, []));
            calls.Add(new PlannedCall(export.Name, [.. definition.Functions[export.Index].Parameters.Select(type => Argument(type, random))]));
        }
        return calls;
    }

    static Value Argument(ValueType type, SplitMix random) => type switch
    {
        ValueType.I32 => Value.FromInt32(random.OneIn(3) ? (int)random.Next() : random.Pick<int>(Integers)),
        ValueType.I64 => Value.FromInt64(random.Below(3) switch { 0 => (long)random.Next(), 1 => random.Pick<int>(Integers), _ => random.Pick<long>(LongIntegers) }),
        ValueType.F32 => SingleOf(random.OneIn(3) ? BitConverter.Int32BitsToSingle((int)random.Next()) : (float)random.Pick<double>(Doubles)),
        ValueType.F64 => DoubleOf(random.OneIn(3) ? BitConverter.Int64BitsToDouble((long)random.Next()) : random.Pick<double>(Doubles)),
        _ => Value.Default(type),
    };

    // JavaScript hands over the positive quiet NaN, whatever it was given.
    static Value SingleOf(float value) => float.IsNaN(value) ? Value.FromBits(ValueType.F32, 0x7FC00000) : Value.FromSingle(value);

    static Value DoubleOf(double value) => double.IsNaN(value) ? Value.FromBits(ValueType.F64, 0x7FF8000000000000) : Value.FromDouble(value);
}
