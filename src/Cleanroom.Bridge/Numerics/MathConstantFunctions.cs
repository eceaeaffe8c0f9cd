using Cleanroom.Bridge.Binding;

namespace Cleanroom.Bridge.Numerics;

/// <summary>Constants. Nothing traps (contract, functions 2).</summary>
static class MathConstantFunctions
{
    /// <summary>π (contract, functions 2).</summary>
    [HostFunction("math_pi", "math.pi", "pi")]
    internal static double Pi() => Math.PI;

    /// <summary>Euler's number (contract, functions 2).</summary>
    [HostFunction("math_e", "math.e", "e")]
    internal static double E() => Math.E;

    /// <summary>Natural logarithm of 2 (contract, functions 2).</summary>
    [HostFunction("math_ln2", "math.ln2")]
    internal static double Ln2() => 0.693147180559945309417;

    /// <summary>Natural logarithm of 10 (contract, functions 2).</summary>
    [HostFunction("math_ln10", "math.ln10")]
    internal static double Ln10() => 2.30258509299404568402;

    /// <summary>Logarithm of e to base 2 (contract, functions 2).</summary>
    [HostFunction("math_log2e", "math.log2e")]
    internal static double Log2E() => 1.44269504088896340736;

    /// <summary>Logarithm of e to base 10 (contract, functions 2).</summary>
    [HostFunction("math_log10e", "math.log10e")]
    internal static double Log10E() => 0.434294481903251827651;

    /// <summary>Square root of 2 (contract, functions 2).</summary>
    [HostFunction("math_sqrt2", "math.sqrt2")]
    internal static double Sqrt2() => 1.41421356237309504880;

    /// <summary>Square root of ½ (contract, functions 2).</summary>
    [HostFunction("math_sqrt1_2", "math.sqrt1_2")]
    internal static double SqrtHalf() => 0.707106781186547524401;
}
