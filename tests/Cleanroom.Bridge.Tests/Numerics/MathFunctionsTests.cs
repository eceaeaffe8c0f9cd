using Cleanroom.Bridge.Numerics;

namespace Cleanroom.Bridge.Tests.Numerics;

public sealed class MathFunctionsTests
{
    [Theory]
    [InlineData(2.5, 3)]
    [InlineData(-2.5, -3)]
    [InlineData(0.49999999999999994, 0)]
    [InlineData(0.5, 1)]
    [InlineData(4503599627370497, 4503599627370497)]
    [InlineData(double.NegativeInfinity, double.NegativeInfinity)]
    [InlineData(double.NaN, double.NaN)]
    [Trait("Rule", "N44")]
    public void Round_goes_away_from_zero(double value, double rounded) => Assert.Equal(rounded, RoundingFunctions.Round(value));

    [Fact]
    [Trait("Rule", "N44")]
    public void Round_agrees_with_the_exact_fraction()
    {
        var random = new Random(2);
        for (var round = 0; round < 100_000; round++)
        {
            var value = (random.NextDouble() - 0.5) * Math.Pow(2, random.Next(60));
            var whole = Math.Truncate(value);
            // The difference of a value and its whole part is exact.
            var expected = Math.Abs(value - whole) >= 0.5 ? whole + Math.Sign(value) : whole;
            Assert.Equal(expected, RoundingFunctions.Round(value));
        }
    }

    [Fact]
    [Trait("Rule", "N44")]
    public void Minimum_and_maximum_ignore_one_NaN()
    {
        Assert.Equal(1, RoundingFunctions.Min(double.NaN, 1));
        Assert.Equal(1, RoundingFunctions.Max(1, double.NaN));
        Assert.True(double.IsNaN(RoundingFunctions.Max(double.NaN, double.NaN)));
        Assert.True(double.IsNaN(RoundingFunctions.Min(double.NaN, double.NaN)));
        Assert.Equal(2, RoundingFunctions.Min(2, 7));
        Assert.Equal(7, RoundingFunctions.Max(2, 7));
    }

    [Theory]
    [InlineData(-0.5, -1)]
    [InlineData(0, 0)]
    [InlineData(-0.0, 0)]
    [InlineData(1e300, 1)]
    [InlineData(double.NaN, double.NaN)]
    [Trait("Rule", "N44")]
    public void Sign_of_zero_is_zero(double value, double sign)
    {
        Assert.Equal(sign, RoundingFunctions.Sign(value));
        Assert.False(double.IsNegative(RoundingFunctions.Sign(-0.0)));
    }

    [Fact]
    public void Domain_errors_give_NaN_or_infinity()
    {
        Assert.Equal(double.NegativeInfinity, ExponentFunctions.Ln(0));
        Assert.Equal(double.NegativeInfinity, ExponentFunctions.Log10(0));
        Assert.True(double.IsNaN(ExponentFunctions.Sqrt(-1)));
        Assert.True(double.IsNaN(ExponentFunctions.Log2(-1)));
        Assert.True(double.IsNaN(TrigonometryFunctions.Asin(2)));
        Assert.True(double.IsNaN(RoundingFunctions.Remainder(1, 0)));
    }

    [Fact]
    public void Canary_of_the_compiler_gives_its_lines()
    {
        Assert.Equal(4, ExponentFunctions.Sqrt(16));
        Assert.Equal(8, ExponentFunctions.Pow(2, 3));
        Assert.Equal(5, RoundingFunctions.Abs(-5));
        Assert.Equal(3, RoundingFunctions.Floor(3.7));
        Assert.Equal(4, RoundingFunctions.Ceiling(3.2));
        Assert.Equal(4, RoundingFunctions.Round(3.5));
    }

    [Theory]
    [InlineData(1e-10, 9.9999999995e-11, 1.00000000005e-10)]
    [InlineData(1e-300, 1e-300, 1e-300)]
    [InlineData(-0.0, -0.0, -0.0)]
    [InlineData(0.5, 0.4054651081081644, 0.6487212707001282)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(-1, double.NegativeInfinity, -0.6321205588285577)]
    [InlineData(-2, double.NaN, -0.8646647167633873)]
    public void Log1p_and_expm1_are_exact_near_zero(double value, double logarithm, double exponential)
    {
        AssertClose(logarithm, ExponentFunctions.LogOnePlus(value));
        AssertClose(exponential, ExponentFunctions.ExponentialMinusOne(value));
    }

    [Fact]
    public void Other_functions_mean_what_their_names_say()
    {
        AssertClose(3, ExponentFunctions.Cbrt(27));
        AssertClose(5e200, ExponentFunctions.Hypot(3e200, 4e200));
        Assert.Equal(1024, ExponentFunctions.Exp2(10));
        Assert.Equal(10, ExponentFunctions.Log2(1024));
        Assert.Equal(-1.5, RoundingFunctions.Remainder(-5.5, 2));
        Assert.Equal(-3, RoundingFunctions.Truncate(-3.9));
        AssertClose(Math.PI / 2, TrigonometryFunctions.Atan2(1, 0));
        Assert.Equal(Math.Sqrt(2), MathConstantFunctions.Sqrt2());
        Assert.Equal(Math.Sqrt(0.5), MathConstantFunctions.SqrtHalf());
        Assert.Equal(Math.Log(2), MathConstantFunctions.Ln2());
        Assert.Equal(Math.Log(10), MathConstantFunctions.Ln10());
        AssertClose(1 / Math.Log(2), MathConstantFunctions.Log2E());
        AssertClose(1 / Math.Log(10), MathConstantFunctions.Log10E());
    }

    [Theory]
    [InlineData(5, 1, 3, 3)]
    [InlineData(-5, 1, 3, 1)]
    [InlineData(2, 1, 3, 2)]
    [InlineData(2, 3, 1, 1)]
    [InlineData(double.NaN, 1, 3, 1)]
    public void Clamp_takes_the_minimum_first(double value, double minimum, double maximum, double expected) =>
        Assert.Equal(expected, RoundingFunctions.Clamp(value, minimum, maximum));

    [Fact]
    public void Integer_functions_are_signed_and_wrap()
    {
        Assert.Equal(int.MinValue, MathFunctions.AbsInteger(int.MinValue));
        Assert.Equal(7, MathFunctions.AbsInteger(-7));
        Assert.Equal(-1, MathFunctions.MinInteger(-1, 1));
        Assert.Equal(1, MathFunctions.MaxInteger(-1, 1));
        Assert.True(MathFunctions.IsNaN(double.NaN));
        Assert.False(MathFunctions.IsFinite(double.NaN));
        Assert.True(MathFunctions.IsInfinite(double.NegativeInfinity));
    }

    [Fact]
    public void Random_numbers_are_from_zero_up_to_one()
    {
        var values = Enumerable.Range(0, 10_000).Select(_ => MathFunctions.Random()).ToArray();
        Assert.All(values, value => Assert.InRange(value, 0, Math.BitDecrement(1.0)));
        Assert.InRange(values.Average(), 0.45, 0.55);
        Assert.Equal(values.Length, values.Distinct().Count());
    }

    [Fact]
    public void Random_integers_include_both_ends()
    {
        var values = Enumerable.Range(0, 10_000).Select(_ => MathFunctions.RandomInteger(-2, 2)).ToArray();
        Assert.Equal([-2, -1, 0, 1, 2], values.Distinct().Order());
        Assert.Equal(5, MathFunctions.RandomInteger(5, 5));
        Assert.Equal(5, MathFunctions.RandomInteger(5, 3));
        Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => MathFunctions.RandomInteger(int.MinValue, int.MaxValue)).Distinct().Count());
    }

    // Within two units in the last place.
    static void AssertClose(double expected, double actual)
    {
        if (double.IsFinite(expected)) Assert.InRange(actual, Math.BitDecrement(Math.BitDecrement(expected)), Math.BitIncrement(Math.BitIncrement(expected)));
        else Assert.Equal(expected, actual);
    }

    [Fact]
    public void Cube_root_of_a_cube_is_exact()
    {
        for (var root = 1; root <= 100_000; root++)
        {
            var cube = (double)root * root * root;
            Assert.Equal(root, ExponentFunctions.Cbrt(cube));
            Assert.Equal(-root, ExponentFunctions.Cbrt(-cube));
        }
        double[] special = [0, double.NegativeZero, double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.MaxValue, double.Epsilon, -1e-310];
        foreach (var value in special) Assert.Equal(BitConverter.DoubleToInt64Bits(Math.Cbrt(value)), BitConverter.DoubleToInt64Bits(ExponentFunctions.Cbrt(value)));
    }
}
