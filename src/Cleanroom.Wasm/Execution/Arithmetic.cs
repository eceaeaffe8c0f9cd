using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Cleanroom.Wasm.Execution;

/// <summary>Instructions whose semantics differ from IL's, named after the instructions.</summary>
static class Arithmetic
{
    const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // Without BMI1, the just-in-time compiler uses the flags of BSF to compare its result to zero, but BSF sets them by its operand. Instead, count the ones
    // below the lowest one: there are as many as trailing zeros.
    static bool CountsTrailingZeros => Bmi1.IsSupported || ArmBase.IsSupported;

    [MethodImpl(Inline)]
    public static int I32DivS(int a, int b)
    {
        if (b == -1 && a == int.MinValue) Traps.Throw(TrapKind.IntegerOverflow);
        return a / b;
    }

    [MethodImpl(Inline)]
    public static long I64DivS(long a, long b)
    {
        if (b == -1 && a == long.MinValue) Traps.Throw(TrapKind.IntegerOverflow);
        return a / b;
    }

    // RyuJIT drops a remainder by a known zero, and with it the exception, when the result decides a branch that does nothing.
    [MethodImpl(Inline)]
    public static int I32RemS(int a, int b)
    {
        if (b == 0) Traps.Throw(TrapKind.IntegerDivideByZero);
        return b == -1 ? 0 : a % b;
    }

    [MethodImpl(Inline)]
    public static long I64RemS(long a, long b)
    {
        if (b == 0) Traps.Throw(TrapKind.IntegerDivideByZero);
        return b == -1 ? 0 : a % b;
    }

    [MethodImpl(Inline)]
    public static int I32Clz(int a) => BitOperations.LeadingZeroCount((uint)a);

    [MethodImpl(Inline)]
    public static int I32Ctz(int a) => CountsTrailingZeros ? BitOperations.TrailingZeroCount(a) : BitOperations.PopCount((uint)(~a & (a - 1)));

    [MethodImpl(Inline)]
    public static int I32Popcnt(int a) => BitOperations.PopCount((uint)a);

    [MethodImpl(Inline)]
    public static long I64Clz(long a) => BitOperations.LeadingZeroCount((ulong)a);

    [MethodImpl(Inline)]
    public static long I64Ctz(long a) => CountsTrailingZeros ? BitOperations.TrailingZeroCount(a) : BitOperations.PopCount((ulong)(~a & (a - 1)));

    [MethodImpl(Inline)]
    public static long I64Popcnt(long a) => BitOperations.PopCount((ulong)a);

    // The just-in-time compiler omits the comparison of a rotation to zero, as if a rotation set the zero flag (dotnet/runtime#129288). A value used twice is
    // not folded into the comparison. Its conjunction with itself is one more instruction, but none where it is compared.
    [MethodImpl(Inline)]
    public static int I32Rotl(int a, int b)
    {
        var result = (int)BitOperations.RotateLeft((uint)a, b);
        return result & result;
    }

    [MethodImpl(Inline)]
    public static int I32Rotr(int a, int b)
    {
        var result = (int)BitOperations.RotateRight((uint)a, b);
        return result & result;
    }

    [MethodImpl(Inline)]
    public static long I64Rotl(long a, long b)
    {
        var result = (long)BitOperations.RotateLeft((ulong)a, (int)b);
        return result & result;
    }

    [MethodImpl(Inline)]
    public static long I64Rotr(long a, long b)
    {
        var result = (long)BitOperations.RotateRight((ulong)a, (int)b);
        return result & result;
    }

    [MethodImpl(Inline)]
    public static float F32Abs(float a) => MathF.Abs(a);

    [MethodImpl(Inline)]
    public static float F32Ceil(float a) => MathF.Ceiling(a);

    [MethodImpl(Inline)]
    public static float F32Floor(float a) => MathF.Floor(a);

    [MethodImpl(Inline)]
    public static float F32Trunc(float a) => MathF.Truncate(a);

    [MethodImpl(Inline)]
    public static float F32Nearest(float a) => MathF.Round(a);

    [MethodImpl(Inline)]
    public static float F32Sqrt(float a) => MathF.Sqrt(a);

    [MethodImpl(Inline)]
    public static float F32Copysign(float a, float b) => MathF.CopySign(a, b);

    [MethodImpl(Inline)]
    public static double F64Abs(double a) => Math.Abs(a);

    [MethodImpl(Inline)]
    public static double F64Ceil(double a) => Math.Ceiling(a);

    [MethodImpl(Inline)]
    public static double F64Floor(double a) => Math.Floor(a);

    [MethodImpl(Inline)]
    public static double F64Trunc(double a) => Math.Truncate(a);

    [MethodImpl(Inline)]
    public static double F64Nearest(double a) => Math.Round(a);

    [MethodImpl(Inline)]
    public static double F64Sqrt(double a) => Math.Sqrt(a);

    [MethodImpl(Inline)]
    public static double F64Copysign(double a, double b) => Math.CopySign(a, b);

    [MethodImpl(Inline)]
    public static int I32TruncF32S(float a) => I32TruncF64S(a);

    [MethodImpl(Inline)]
    public static int I32TruncF32U(float a) => I32TruncF64U(a);

    [MethodImpl(Inline)]
    public static int I32TruncF64S(double a)
    {
        if (!(a > -2147483649.0 && a < 2147483648.0)) ThrowConversion(a);
        return (int)a;
    }

    [MethodImpl(Inline)]
    public static int I32TruncF64U(double a)
    {
        if (!(a > -1.0 && a < 4294967296.0)) ThrowConversion(a);
        return (int)(uint)a;
    }

    [MethodImpl(Inline)]
    public static long I64TruncF32S(float a) => I64TruncF64S(a);

    [MethodImpl(Inline)]
    public static long I64TruncF32U(float a) => I64TruncF64U(a);

    [MethodImpl(Inline)]
    public static long I64TruncF64S(double a)
    {
        if (!(a >= -9223372036854775808.0 && a < 9223372036854775808.0)) ThrowConversion(a);
        return (long)a;
    }

    [MethodImpl(Inline)]
    public static long I64TruncF64U(double a)
    {
        if (!(a > -1.0 && a < 18446744073709551616.0)) ThrowConversion(a);
        return (long)(ulong)a;
    }

    static void ThrowConversion(double a) => Traps.Throw(double.IsNaN(a) ? TrapKind.InvalidConversionToInteger : TrapKind.IntegerOverflow);

    /// <summary>Hides a constant from the compiler, which would convert it through a double and lose the signalling bit.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float SingleFromBits(int bits) => BitConverter.Int32BitsToSingle(bits);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static double DoubleFromBits(long bits) => BitConverter.Int64BitsToDouble(bits);

    /// <summary>Not a cast: the just-in-time compiler would fold it with a promotion, but together they must quiet a signalling NaN.</summary>
    [MethodImpl(Inline)]
    public static float F32DemoteF64(double a) =>
        Sse2.IsSupported ? Sse2.ConvertScalarToVector128Single(Vector128<float>.Zero, Vector128.CreateScalarUnsafe(a)).ToScalar() : Demoted(a);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static float Demoted(double a) => (float)a;

    [MethodImpl(Inline)]
    public static int SelectI32(int a, int b, int condition) => condition != 0 ? a : b;

    [MethodImpl(Inline)]
    public static long SelectI64(long a, long b, int condition) => condition != 0 ? a : b;

    [MethodImpl(Inline)]
    public static float SelectF32(float a, float b, int condition) => condition != 0 ? a : b;

    [MethodImpl(Inline)]
    public static double SelectF64(double a, double b, int condition) => condition != 0 ? a : b;

    [MethodImpl(Inline)]
    public static object? SelectReference(object? a, object? b, int condition) => condition != 0 ? a : b;
}
