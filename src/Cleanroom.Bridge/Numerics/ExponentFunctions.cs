using Cleanroom.Bridge.Binding;

namespace Cleanroom.Bridge.Numerics;

/// <summary>Powers, roots and logarithms of f64 values, IEEE results. Nothing traps (contract, functions 2).</summary>
static class ExponentFunctions
{
    /// <summary>Natural logarithm; −infinity for 0, NaN below (contract, functions 2).</summary>
    [HostFunction("math_ln", "math.ln", "ln")]
    internal static double Ln(double value) => Math.Log(value);

    /// <summary>Natural logarithm; −infinity for 0, NaN below (contract, functions 2).</summary>
    [HostFunction("math_log", "math.log")]
    internal static double Log(double value) => Math.Log(value);

    /// <summary>Logarithm to base 10; −infinity for 0, NaN below (contract, functions 2).</summary>
    [HostFunction("math_log10", "math.log10", "log10")]
    internal static double Log10(double value) => Math.Log10(value);

    /// <summary>Logarithm to base 2; −infinity for 0, NaN below (contract, functions 2).</summary>
    [HostFunction("math_log2", "math.log2", "log2")]
    internal static double Log2(double value) => Math.Log2(value);

    /// <summary>e to the power of the value (contract, functions 2).</summary>
    [HostFunction("math_exp", "math.exp", "exp")]
    internal static double Exp(double value) => Math.Exp(value);

    /// <summary>2 to the power of the value (contract, functions 2).</summary>
    [HostFunction("math_exp2", "math.exp2", "exp2")]
    internal static double Exp2(double value) => AccurateMath.Exp2(value);

    /// <summary>Base to the power of the exponent (contract, functions 2).</summary>
    [HostFunction("math_pow", "math.pow", "pow")]
    internal static double Pow(double number, double exponent) => Math.Pow(number, exponent);

    /// <summary>Square root; NaN below 0 (contract, functions 2).</summary>
    [HostFunction("math_sqrt", "math.sqrt", "sqrt")]
    internal static double Sqrt(double value) => Math.Sqrt(value);

    /// <summary>Cube root (contract, functions 2).</summary>
    [HostFunction("math_cbrt", "math.cbrt")]
    internal static double Cbrt(double value)
    {
        // The system's result may be off by one unit, even for 27; a Newton step with the exact cube corrects it.
        var root = Math.Cbrt(value);
        var square = root * root;
        var cube = square * root;
        var rest = Math.FusedMultiplyAdd(square, root, -cube) + Math.FusedMultiplyAdd(root, root, -square) * root;
        var better = root - (cube - value + rest) / (3 * square);
        return double.IsFinite(better) ? better : root;
    }

    /// <summary>sqrt(a² + b²) without intermediate overflow (contract, functions 2).</summary>
    [HostFunction("math_hypot", "math.hypot")]
    internal static double Hypot(double left, double right) => AccurateMath.Hypot(left, right);

    /// <summary>ln(1 + value), also accurate near 0 (contract, functions 2).</summary>
    [HostFunction("math_log1p", "math.log1p")]
    internal static double LogOnePlus(double value)
    {
        // The base class library takes the logarithm of the rounded sum. Add the rounding error times the slope of the logarithm.
        var sum = 1 + value;
        if (sum == 1 || double.IsPositiveInfinity(sum)) return value;
        var remainder = value < 1 ? value - (sum - 1) : 1 - (sum - value);
        return sum == 0 ? double.NegativeInfinity : Math.Log(sum) + remainder / sum;
    }

    /// <summary>e to the power of the value, minus 1, also accurate near 0 (contract, functions 2).</summary>
    [HostFunction("math_expm1", "math.expm1")]
    internal static double ExponentialMinusOne(double value) => AccurateMath.ExpM1(value);
}
