using System.Numerics;
using Cleanroom.Wasm;

namespace Cleanroom.StressHost.Operations;

/// <summary>Floating point numbers in integer arithmetic. Those of 32 bits are computed as those of 64, which have all of them.</summary>
static class FloatBits
{
    const int MantissaBits = 52, Bias = 1023;
    const long Sign = long.MinValue, Magnitude = long.MaxValue, Infinity = 0x7FF0000000000000, Hidden = 1L << MantissaBits;

    /// <summary>True for a NaN.</summary>
    public static bool IsNaN(long bits) => (bits & Magnitude) > Infinity;

    /// <summary>A number that orders as the floats do, −0 below +0.</summary>
    public static long Order(long bits) => bits < 0 ? ~(bits & Magnitude) : bits;

    /// <summary>Rounds to an integer by the rule that a name stands for: ceil, floor, trunc, nearest.</summary>
    public static long Round(long bits, string rule)
    {
        var (sign, magnitude) = (bits & Sign, bits & Magnitude);
        var exponent = (int)(magnitude >> MantissaBits) - Bias;
        if (exponent >= MantissaBits) return bits;
        // One in units of the last bit before the point; below 1 that bit is the hidden one of 1 itself.
        var one = exponent < 0 ? (long)Bias << MantissaBits : 1L << (MantissaBits - exponent);
        var whole = exponent < 0 ? 0 : magnitude & ~(one - 1);
        if (whole == magnitude) return bits;
        var half = exponent < 0 ? (long)(Bias - 1) << MantissaBits : whole + one / 2;
        var isOdd = exponent == 0 || exponent > 0 && (whole & one) != 0;
        var up = rule switch
        {
            "ceil" => sign == 0,
            "floor" => sign != 0,
            "nearest" => magnitude > half || magnitude == half && isOdd,
            _ => false,
        };
        return sign | (up ? whole + one : whole);
    }

    /// <summary>The integer part, exactly; null for infinities and NaN.</summary>
    public static BigInteger? Truncate(long bits)
    {
        var magnitude = bits & Magnitude;
        if (magnitude >= Infinity) return null;
        var exponent = (int)(magnitude >> MantissaBits) - Bias;
        if (exponent < 0) return 0;
        var mantissa = new BigInteger(magnitude & (Hidden - 1) | Hidden);
        var whole = exponent >= MantissaBits ? mantissa << (exponent - MantissaBits) : mantissa >> (MantissaBits - exponent);
        return bits < 0 ? -whole : whole;
    }

    /// <summary>The nearest float of a type to an integer, ties to even.</summary>
    public static long FromInteger(ValueType type, bool negative, ulong magnitude)
    {
        var (mantissaBits, bias, signBit) = type == ValueType.F32 ? (23, 127, 1L << 31) : (MantissaBits, Bias, Sign);
        var sign = negative ? signBit : 0;
        if (magnitude == 0) return sign;
        var exponent = 63 - (int)Enumerable.Range(0, 64).TakeWhile(i => (magnitude >> (63 - i) & 1) == 0).Count();
        var shift = exponent - mantissaBits;
        var biased = (long)(exponent + bias - 1) << mantissaBits;
        if (shift <= 0) return sign | biased + (long)(magnitude << -shift);
        var (kept, rest, half) = (magnitude >> shift, magnitude & ((1UL << shift) - 1), 1UL << (shift - 1));
        if (rest > half || rest == half && (kept & 1) == 1) kept++;
        return sign | biased + (long)kept;
    }
}
