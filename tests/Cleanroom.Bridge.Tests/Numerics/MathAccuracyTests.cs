using System.Numerics;
using System.Runtime.InteropServices;
using Cleanroom.Bridge.Numerics;

namespace Cleanroom.Bridge.Tests.Numerics;

/// <summary>Every function of f64 values beside that of the C library, which the reference host calls, over 10,000 points. The output has the largest differences.</summary>
public sealed class MathAccuracyTests(ITestOutputHelper output)
{
    const int Points = 10_000;
    const long MaxUlps = 1;

    // Here the C library is the one that is off, by up to four units in some versions: see the exact test below.
    const long MaxOfCubeRoot = 4;

    static readonly double[] Edges =
    [
        0.0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 10, 10.5, 27, 64, 1e-300, 1e300, -1e300, 1e-17, -1e-17, 0.69314718055994531, Math.PI, Math.PI / 2, -Math.PI, 709.78, 709.79, -745.13, -745.14, 1023.9, 1024, -1074, -1075,
        double.Epsilon, -double.Epsilon, 2.2250738585072014e-308, double.MaxValue, double.MinValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1 - 1e-16, 1 + 2.3e-16, 4503599627370497, 9007199254740993,
    ];

    static readonly Dictionary<string, Func<double, double>> Own = new()
    {
        ["sin"] = TrigonometryFunctions.Sin,
        ["cos"] = TrigonometryFunctions.Cos,
        ["tan"] = TrigonometryFunctions.Tan,
        ["asin"] = TrigonometryFunctions.Asin,
        ["acos"] = TrigonometryFunctions.Acos,
        ["atan"] = TrigonometryFunctions.Atan,
        ["sinh"] = TrigonometryFunctions.Sinh,
        ["cosh"] = TrigonometryFunctions.Cosh,
        ["tanh"] = TrigonometryFunctions.Tanh,
        ["log"] = ExponentFunctions.Log,
        ["log10"] = ExponentFunctions.Log10,
        ["log2"] = ExponentFunctions.Log2,
        ["log1p"] = ExponentFunctions.LogOnePlus,
        ["exp"] = ExponentFunctions.Exp,
        ["exp2"] = ExponentFunctions.Exp2,
        ["expm1"] = ExponentFunctions.ExponentialMinusOne,
        ["sqrt"] = ExponentFunctions.Sqrt,
        ["cbrt"] = ExponentFunctions.Cbrt,
        ["floor"] = RoundingFunctions.Floor,
        ["ceil"] = RoundingFunctions.Ceiling,
        ["trunc"] = RoundingFunctions.Truncate,
        ["round"] = RoundingFunctions.Round,
        ["fabs"] = RoundingFunctions.Abs,
    };

    static readonly Dictionary<string, Func<double, double, double>> OwnOfTwo = new()
    {
        ["pow"] = ExponentFunctions.Pow,
        ["hypot"] = ExponentFunctions.Hypot,
        ["atan2"] = TrigonometryFunctions.Atan2,
        ["fmod"] = RoundingFunctions.Remainder,
    };

    public static TheoryData<string> Names => [.. Own.Keys];

    public static TheoryData<string> NamesOfTwo => [.. OwnOfTwo.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Function_is_as_near_as_that_of_the_C_library(string name)
    {
        var theirs = Marshal.GetDelegateForFunctionPointer<OfOne>(Library(name));
        var worst = new Worst();
        foreach (var value in Values(name.Length)) worst.Note(Own[name](value), theirs(value), $"{value:R}");
        Report(name, worst);
    }

    [Theory]
    [MemberData(nameof(NamesOfTwo))]
    public void Function_of_two_values_is_as_near_as_that_of_the_C_library(string name)
    {
        var theirs = Marshal.GetDelegateForFunctionPointer<OfTwo>(Library(name));
        var worst = new Worst();
        foreach (var (left, right) in Values(3).Zip(Values(4))) worst.Note(OwnOfTwo[name](left, right), theirs(left, right), $"{left:R}, {right:R}");
        foreach (var left in Edges)
            foreach (var right in Edges) worst.Note(OwnOfTwo[name](left, right), theirs(left, right), $"{left:R}, {right:R}");
        Report(name, worst);
    }

    [Fact]
    public void Exp2_is_rounded_as_by_the_C_library()
    {
        Assert.Equal(1448.1546878700494, ExponentFunctions.Exp2(10.5));
        for (var exponent = -1074; exponent < 1024; exponent++) Assert.Equal(Math.ScaleB(1, exponent), ExponentFunctions.Exp2(exponent));
    }

    [Fact]
    public void Cube_root_lies_between_the_exact_cubes_around_it()
    {
        foreach (var value in Values(4).Select(Math.Abs).Where(static value => double.IsNormal(value)))
        {
            var (root, exponent) = Parts(ExponentFunctions.Cbrt(value));
            var (number, scale) = Parts(value);
            // Both sides as whole numbers: a half unit of the last place is 1 here.
            var (cube, low, high) = (number << 3, BigInteger.Pow(2 * root - 2, 3), BigInteger.Pow(2 * root + 2, 3));
            if (scale >= 3 * exponent) cube <<= scale - 3 * exponent;
            else (low, high) = (low << 3 * exponent - scale, high << 3 * exponent - scale);
            Assert.True(low <= cube && cube <= high, $"{value:R}");
        }
    }

    static (BigInteger Number, int Exponent) Parts(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        return ((bits & 0xF_FFFF_FFFF_FFFF) | 0x10_0000_0000_0000, (int)(bits >> 52) - 1075);
    }

    void Report(string name, Worst worst)
    {
        output.WriteLine($"{name}: at most {worst.Ulps} units of the last place, at {worst.Where} ({worst.Ours:R}, C {worst.Theirs:R})");
        Assert.True(worst.Ulps <= (name == "cbrt" ? MaxOfCubeRoot : MaxUlps), $"{name} is {worst.Ulps} units of the last place off at {worst.Where}: {worst.Ours:R}, C {worst.Theirs:R}");
    }

    // Small, usual and huge magnitudes alike, with either sign.
    static IEnumerable<double> Values(int seed)
    {
        var random = new Random(seed);
        foreach (var edge in Edges) yield return edge;
        for (var i = Edges.Length; i < Points; i++)
        {
            var magnitude = (i % 4) switch
            {
                0 => random.NextDouble(),
                1 => random.NextDouble() * 100,
                2 => Math.Exp(random.NextDouble() * 60 - 40),
                _ => BitConverter.Int64BitsToDouble(random.NextInt64(0x7FF0_0000_0000_0000)),
            };
            yield return random.Next(2) == 0 ? magnitude : -magnitude;
        }
    }

    static nint Library(string name)
    {
        nint address = 0;
        var found = OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libm.so.6", out var library) && NativeLibrary.TryGetExport(library, name, out address);
        Assert.SkipUnless(found, $"The C library libm.so.6 with {name} is not there: the functions are compared on Linux with glibc.");
        return address;
    }

    delegate double OfOne(double value);

    delegate double OfTwo(double left, double right);

    sealed class Worst
    {
        public long Ulps { get; private set; }

        public string Where { get; private set; } = "no place";

        public double Ours { get; private set; }

        public double Theirs { get; private set; }

        public void Note(double ours, double theirs, string where)
        {
            var ulps = Distance(ours, theirs);
            if (ulps > Ulps) (Ulps, Where, Ours, Theirs) = (ulps, where, ours, theirs);
        }

        // How many doubles lie between; a NaN, a zero of the other sign and an infinity are as far as can be from anything else.
        static long Distance(double left, double right)
        {
            if (double.IsNaN(left) && double.IsNaN(right) || left.Equals(right) && double.IsNegative(left) == double.IsNegative(right)) return 0;
            if (!double.IsFinite(left) || !double.IsFinite(right) || left == right || double.IsNegative(left) != double.IsNegative(right)) return long.MaxValue;
            return Math.Abs(BitConverter.DoubleToInt64Bits(left) - BitConverter.DoubleToInt64Bits(right));
        }
    }
}
