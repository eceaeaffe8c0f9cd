using Cleanroom.Fuzz.Cases;
using Cleanroom.Wasm;

namespace Cleanroom.Fuzz.Generating;

/// <summary>Constants at which compilers go wrong.</summary>
static class EdgeValues
{
    static readonly long[] Integers =
    [
        0, 0, 1, -1, 2, -2, 3, 4, 7, 8, 15, 16, 31, 32, 33, 63, 64, 127, 128, -128, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x10000, int.MaxValue, int.MinValue, 0xFFFFFFFF, 0x100000000,
        long.MaxValue, long.MinValue, 0x7FC00000, 0x7FA00000, 0x7FF8000000000000, 0x7FF4000000000000,
    ];

    static readonly double[] Numbers =
    [
        0, -0.0, 0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -3.5, 2, 10, 0.1, 127.5, 2147483647, 2147483648, -2147483648, -2147483649, 4294967295, 4294967296, 9223372036854775808.0, -9223372036854775808.0,
        18446744073709551616.0, 9007199254740993, 16777217, double.Epsilon, float.Epsilon, 1e-40, float.MaxValue, double.MaxValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN,
    ];

    /// <summary>One of a type, as bits.</summary>
    public static long Pick(ValueType type, SplitMix random) => type switch
    {
        ValueType.I32 => (int)random.Pick<long>(Integers),
        ValueType.I64 => random.Pick<long>(Integers),
        ValueType.F32 => BitConverter.SingleToInt32Bits((float)random.Pick<double>(Numbers)),
        _ => BitConverter.DoubleToInt64Bits(random.Pick<double>(Numbers)),
    };
}
