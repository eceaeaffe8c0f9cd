using System.Numerics;
using System.Security.Cryptography;
using Cleanroom.Bridge.Binding;

namespace Cleanroom.Bridge.Numerics;

/// <summary>Classification of f64 values, 32-bit integer functions and random numbers. Nothing traps (contract, functions 2).</summary>
static class MathFunctions
{
    /// <summary>Whether the value is NaN (contract, functions 2).</summary>
    [HostFunction("math_is_nan", "math.is_nan")]
    internal static bool IsNaN(double value) => double.IsNaN(value);

    /// <summary>Whether the value is neither infinite nor NaN (contract, functions 2).</summary>
    [HostFunction("math_is_finite", "math.is_finite")]
    internal static bool IsFinite(double value) => double.IsFinite(value);

    /// <summary>Whether the value is infinite (contract, functions 2).</summary>
    [HostFunction("math_is_infinite", "math.is_infinite")]
    internal static bool IsInfinite(double value) => double.IsInfinity(value);

    /// <summary>The absolute value; the smallest integer is returned unchanged (contract, functions 2).</summary>
    [HostFunction("math_abs_i32", "math.abs_i32", "abs")]
    internal static int AbsInteger(int value) => value < 0 ? unchecked(-value) : value;

    /// <summary>The smaller integer (contract, functions 2).</summary>
    [HostFunction("math_min_i32", "math.min_i32")]
    internal static int MinInteger(int left, int right) => Math.Min(left, right);

    /// <summary>The larger integer (contract, functions 2).</summary>
    [HostFunction("math_max_i32", "math.max_i32")]
    internal static int MaxInteger(int left, int right) => Math.Max(left, right);

    /// <summary>A number in [0, 1) with 53 random bits from a cryptographic source (contract, functions 2).</summary>
    [HostFunction("math_random", "math.random")]
    internal static double Random()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return (BitConverter.ToUInt64(bytes) >> 11) * (1.0 / (1L << 53));
    }

    /// <summary>
    /// An integer from minimum to maximum, both inclusive, from a cryptographic source; minimum when the range is empty (contract, functions 2).
    /// </summary>
    [HostFunction("math_random_int", "math.random_int")]
    internal static int RandomInteger(int minimum, int maximum)
    {
        if (minimum >= maximum) return minimum;
        var span = (uint)((long)maximum - minimum);
        var mask = uint.MaxValue >> BitOperations.LeadingZeroCount(span);
        Span<byte> bytes = stackalloc byte[4];
        uint offset;
        // Rejection sampling keeps every value equally likely.
        do
        {
            RandomNumberGenerator.Fill(bytes);
            offset = BitConverter.ToUInt32(bytes) & mask;
        }
        while (offset > span);
        return (int)(minimum + (long)offset);
    }
}
