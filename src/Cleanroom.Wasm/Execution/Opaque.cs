namespace Cleanroom.Wasm.Execution;

/// <summary>Numbers that the just-in-time compiler does not know, since the fields are not read-only: it cannot fold what must not be folded.</summary>
static class Opaque
{
    /// <summary>Neutral numbers: x * 1, x / 1 and x - 0 must quiet a signalling NaN.</summary>
    public static float SingleOne = 1, SingleZero, SingleMinusOne = -1, SingleMinusZero = -0f;
    public static double DoubleOne = 1, DoubleZero, DoubleMinusOne = -1, DoubleMinusZero = -0d;

    /// <summary>Zero: joined with an integer by exclusive or, it hides what the integer is or where it comes from.</summary>
    public static int Nothing32;
    public static long Nothing64;
}
