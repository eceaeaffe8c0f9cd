using Cleanroom.Bridge.Binding;

namespace Cleanroom.Bridge.Numerics;

/// <summary>Rounding, signs and ranges of f64 values, IEEE results. Nothing traps (contract, functions 2).</summary>
static class RoundingFunctions
{
    /// <summary>The largest integral value that is not greater (contract, functions 2).</summary>
    [HostFunction("math_floor", "math.floor", "floor")]
    internal static double Floor(double value) => Math.Floor(value);

    /// <summary>The smallest integral value that is not less (contract, functions 2).</summary>
    [HostFunction("math_ceil", "math.ceil", "ceil")]
    internal static double Ceiling(double value) => Math.Ceiling(value);

    /// <summary>The value without its fraction (contract, functions 2).</summary>
    [HostFunction("math_trunc", "math.trunc", "trunc")]
    internal static double Truncate(double value) => Math.Truncate(value);

    /// <summary>The nearest integral value, halves away from zero (contract, functions 2).</summary>
    [HostFunction("math_round", "math.round", "round")]
    internal static double Round(double value) => Math.Round(value, MidpointRounding.AwayFromZero);

    /// <summary>The absolute value (contract, functions 2).</summary>
    [HostFunction("math_abs", "math.abs", "abs")]
    internal static double Abs(double value) => Math.Abs(value);

    /// <summary>−1, 0 or 1; 0 for both zeros, NaN for NaN (contract, functions 2).</summary>
    [HostFunction("math_sign", "math.sign")]
    internal static double Sign(double value) => value > 0 ? 1 : value < 0 ? -1 : value == 0 ? 0 : double.NaN;

    /// <summary>The smaller value; if only one is NaN, the other (contract, functions 2).</summary>
    [HostFunction("math_min", "math.min")]
    internal static double Min(double left, double right) => double.MinNumber(left, right);

    /// <summary>The larger value; if only one is NaN, the other (contract, functions 2).</summary>
    [HostFunction("math_max", "math.max")]
    internal static double Max(double left, double right) => double.MaxNumber(left, right);

    /// <summary>The larger of value and minimum, then the smaller of that and maximum (contract, functions 2).</summary>
    [HostFunction("math_clamp", "math.clamp")]
    internal static double Clamp(double value, double minimum, double maximum) => Min(Max(value, minimum), maximum);

    /// <summary>The remainder of a division with the sign of the dividend; NaN when the divisor is 0 (contract, functions 2).</summary>
    [HostFunction("math_fmod", "math.fmod")]
    internal static double Remainder(double dividend, double divisor) => dividend % divisor;
}
