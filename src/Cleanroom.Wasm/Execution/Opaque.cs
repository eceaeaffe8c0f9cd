namespace Cleanroom.Wasm.Execution;

/// <summary>Numbers unknown to the just-in-time compiler, because the fields are not read-only: it cannot fold operations on them.</summary>
static class Opaque
{
    /// <summary>Neutral elements: x * 1, x / 1 and x - 0 must quiet a signalling NaN.</summary>
    public static float SingleOne = 1, SingleZero, SingleMinusOne = -1, SingleMinusZero = -0f;
    public static double DoubleOne = 1, DoubleZero, DoubleMinusOne = -1, DoubleMinusZero = -0d;

    /// <summary>Zero: XOR-ing it with an integer hides the integer's value or origin.</summary>
    public static int Nothing32;
    public static long Nothing64;
}
