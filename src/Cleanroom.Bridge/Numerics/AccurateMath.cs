namespace Cleanroom.Bridge.Numerics;

/// <summary>Functions that the base class library lacks, or rounds less accurately than the C library.</summary>
static class AccurateMath
{
    // 2 to the power of -8/16 to 8/16, each with its rounding error.
    static readonly (double Power, double Remainder)[] Sixteenths =
    [
        (0.7071067811865476, -4.833646656726457e-17),
        (0.7384130729697497, -1.741997278446398e-17),
        (0.7711054127039704, 3.9749174048488104e-17),
        (0.8052451659746271, 1.2353596284898944e-17),
        (0.8408964152537145, 4.099505010290748e-17),
        (0.8781260801866497, 1.4800703477244367e-17),
        (0.9170040432046712, 1.6415536121228136e-17),
        (0.9576032806985737, -5.3099730280979813e-17),
        (1.0, 0.0),
        (1.0442737824274138, 8.551889705537965e-17),
        (1.0905077326652577, -3.046782079812471e-17),
        (1.1387886347566916, 8.912812676025408e-17),
        (1.189207115002721, 3.982015231465646e-17),
        (1.241857812073484, 4.658027591836937e-17),
        (1.2968395546510096, 2.5382502794888315e-17),
        (1.3542555469368927, 7.70094837980299e-17),
        (1.4142135623730951, -9.667293313452913e-17),
    ];

    /// <summary>
    /// 2 to the power of a value: the integer part is exact, sixteenths come from the table, and the rest is so small that its error is negligible.
    /// </summary>
    public static double Exp2(double value)
    {
        if (!(Math.Abs(value) < 1100)) return Math.Pow(2, value);
        var integer = Math.Round(value);
        var part = value - integer;
        var sixteenths = (int)Math.Round(part * 16);
        var left = part - sixteenths / 16.0;
        // The powers of ln 2 over the factorials.
        var rise = left * (0.6931471805599453 + left * (0.24022650695910072 + left * (0.05550410866482158 + left * (0.009618129107628477
            + left * (0.0013333558146428443 + left * (0.0001540353039338161 + left * 1.5252733804059841e-05))))));
        var (power, remainder) = Sixteenths[sixteenths + 8];
        return Math.ScaleB(power + (remainder + power * rise), (int)integer);
    }

    /// <summary>e to the power of a value, minus 1.</summary>
    public static double ExpM1(double value)
    {
        // For larger magnitudes the subtraction loses nothing.
        if (!(Math.Abs(value) < 37)) return Math.Exp(value) - 1;
        if (Math.Abs(value) < 1e-17) return value;
        // value = integer · ln 2 + rest; the rest as a number and its rounding error.
        const double ln2High = 6.93147180369123816490e-01, ln2Low = 1.90821492927058770002e-10, log2E = 1.44269504088896338700;
        var integer = Math.Abs(value) > 0.34657359027997264 ? Math.Round(value * log2E) : 0;
        var high = value - integer * ln2High;
        var low = integer * ln2Low;
        var rest = high - low;
        var error = high - rest - low;
        // The rational approximation of FreeBSD's msun (Sun Microsystems, 1993).
        var half = 0.5 * rest;
        var square = rest * half;
        var ratio = 1 + square * (-3.33333333333331316428e-02 + square * (1.58730158725481460165e-03
            + square * (-7.93650757867487942473e-05 + square * (4.00821782732936239552e-06 + square * -2.01099218183624371326e-07))));
        var term = 3 - ratio * half;
        var correction = square * ((ratio - term) / (6 - rest * term));
        if (integer == 0) return rest - (rest * correction - square);
        correction = rest * (correction - error) - error - square;
        if (integer == -1) return 0.5 * (rest - correction) - 0.5;
        if (integer == 1) return rest < -0.25 ? -2 * (correction - (rest + 0.5)) : 1 + 2 * (rest - correction);
        if (integer is <= -2 or > 56) return Math.ScaleB(1 - (correction - rest), (int)integer) - 1;
        var inverse = Math.ScaleB(1, -(int)integer);
        return Math.ScaleB(integer < 20 ? 1 - inverse - (correction - rest) : rest - (correction + inverse) + 1, (int)integer);
    }

    /// <summary>
    /// sqrt(a² + b²), without intermediate overflow and with the rounding of the squares corrected (Borges, "An improved algorithm for hypot(a, b)", 2019).
    /// </summary>
    public static double Hypot(double left, double right)
    {
        const int shift = 600;
        var (large, small) = (Math.Max(Math.Abs(left), Math.Abs(right)), Math.Min(Math.Abs(left), Math.Abs(right)));
        if (double.IsInfinity(left) || double.IsInfinity(right)) return double.PositiveInfinity;
        if (double.IsNaN(large) || small == 0 || small <= large * 1e-17) return large + small;
        var scale = large > 1e150 ? -shift : small < 1e-140 ? shift : 0;
        if (scale != 0) (large, small) = (Math.ScaleB(large, scale), Math.ScaleB(small, scale));
        var root = Math.Sqrt(Math.FusedMultiplyAdd(large, large, small * small));
        var (rootSquare, largeSquare) = (root * root, large * large);
        var excess = Math.FusedMultiplyAdd(-small, small, rootSquare - largeSquare) + Math.FusedMultiplyAdd(root, root, -rootSquare) - Math.FusedMultiplyAdd(large, large, -largeSquare);
        return Math.ScaleB(root - excess / (2 * root), -scale);
    }
}
