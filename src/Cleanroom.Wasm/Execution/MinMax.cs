using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cleanroom.Wasm.Execution;

/// <summary>
/// Minimum and maximum. Not those of the framework: the just-in-time compiler folds them incorrectly for constant operands (+0 as the minimum of +0 and −0, a
/// signalling NaN as the maximum of itself and −0), and passes signalling NaNs through.
/// </summary>
static class MinMax
{
    const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // MINSS returns its second operand if both are zero or one is NaN. The two orders differ only then: OR-ing them yields −0 if one zero is negative, and
    // keeps a NaN.
    [MethodImpl(Inline)]
    public static float F32Min(float a, float b)
    {
        if (!Sse.IsSupported) return F32Less(a, b);
        var (x, y) = (Vector128.CreateScalarUnsafe(a), Vector128.CreateScalarUnsafe(b));
        var result = Sse.Or(Sse.MinScalar(x, y), Sse.MinScalar(y, x)).ToScalar();
        return float.IsNaN(result) ? Quiet(a + b) : result;
    }

    [MethodImpl(Inline)]
    public static double F64Min(double a, double b)
    {
        if (!Sse2.IsSupported) return F64Less(a, b);
        var (x, y) = (Vector128.CreateScalarUnsafe(a), Vector128.CreateScalarUnsafe(b));
        var result = Sse2.Or(Sse2.MinScalar(x, y), Sse2.MinScalar(y, x)).ToScalar();
        return double.IsNaN(result) ? Quiet(a + b) : result;
    }

    [MethodImpl(Inline)]
    public static float F32Max(float a, float b) => -F32Min(-a, -b);

    [MethodImpl(Inline)]
    public static double F64Max(double a, double b) => -F64Min(-a, -b);

    // Quiets a NaN. The sum that produced it does that too, unless it was folded: the sum of a NaN and a constant −0.
    static float Quiet(float sum) => sum + sum;

    static double Quiet(double sum) => sum + sum;

    static float F32Less(float a, float b) =>
        a < b ? a : b < a ? b : a == b ? BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) | BitConverter.SingleToInt32Bits(b)) : Quiet(a + b);

    static double F64Less(double a, double b) =>
        a < b ? a : b < a ? b : a == b ? BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(a) | BitConverter.DoubleToInt64Bits(b)) : Quiet(a + b);
}
