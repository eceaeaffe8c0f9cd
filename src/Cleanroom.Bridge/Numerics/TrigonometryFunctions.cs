using Cleanroom.Bridge.Binding;

namespace Cleanroom.Bridge.Numerics;

/// <summary>Angles and hyperbolic functions of f64 values, IEEE results. Nothing traps (contract, functions 2).</summary>
static class TrigonometryFunctions
{
    /// <summary>Sine of an angle in radians (contract, functions 2).</summary>
    [HostFunction("math_sin", "math.sin", "sin")]
    internal static double Sin(double value) => Math.Sin(value);

    /// <summary>Cosine of an angle in radians (contract, functions 2).</summary>
    [HostFunction("math_cos", "math.cos", "cos")]
    internal static double Cos(double value) => Math.Cos(value);

    /// <summary>Tangent of an angle in radians (contract, functions 2).</summary>
    [HostFunction("math_tan", "math.tan", "tan")]
    internal static double Tan(double value) => Math.Tan(value);

    /// <summary>Arc sine in radians; NaN outside [−1, 1] (contract, functions 2).</summary>
    [HostFunction("math_asin", "math.asin", "asin")]
    internal static double Asin(double value) => Math.Asin(value);

    /// <summary>Arc cosine in radians; NaN outside [−1, 1] (contract, functions 2).</summary>
    [HostFunction("math_acos", "math.acos", "acos")]
    internal static double Acos(double value) => Math.Acos(value);

    /// <summary>Arc tangent in radians (contract, functions 2).</summary>
    [HostFunction("math_atan", "math.atan", "atan")]
    internal static double Atan(double value) => Math.Atan(value);

    /// <summary>Angle of the point (x, y) in radians (contract, functions 2).</summary>
    [HostFunction("math_atan2", "math.atan2", "atan2")]
    internal static double Atan2(double y, double x) => Math.Atan2(y, x);

    /// <summary>Hyperbolic sine (contract, functions 2).</summary>
    [HostFunction("math_sinh", "math.sinh", "sinh")]
    internal static double Sinh(double value) => Math.Sinh(value);

    /// <summary>Hyperbolic cosine (contract, functions 2).</summary>
    [HostFunction("math_cosh", "math.cosh", "cosh")]
    internal static double Cosh(double value) => Math.Cosh(value);

    /// <summary>Hyperbolic tangent (contract, functions 2).</summary>
    [HostFunction("math_tanh", "math.tanh", "tanh")]
    internal static double Tanh(double value) => Math.Tanh(value);
}
