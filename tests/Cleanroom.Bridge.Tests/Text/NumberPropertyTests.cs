using System.Globalization;
using System.Numerics;
using System.Text;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Tests.Text;

/// <summary>
/// A million doubles against the contract's rule (functions 3, <c>float_to_string</c>), in whole numbers: no digit of the product's own way is used here.
/// </summary>
public sealed class NumberPropertyTests
{
    const int Seed = 20261125, Doubles = 1_000_000;

    static readonly BigInteger[] Tens = [.. Enumerable.Range(0, 400).Select(exponent => BigInteger.Pow(10, exponent))];

    [Fact]
    public void Million_doubles_are_written_with_the_fewest_digits_and_read_back()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var text = new byte[NumberFormat.MaxLength];
        for (var i = 0; i < Doubles; i++)
        {
            var value = Next(random, i);
            var written = text.AsSpan(0, NumberFormat.Write(value, text));
            if (Violation(value, written) is { } violation) Assert.Fail($"seed {Seed}, number {i}, bits {BitConverter.DoubleToInt64Bits(value):x16}: {Encoding.ASCII.GetString(written)} {violation}");
            if (!NumberParser.TryParseExactFloat(written, out var read) || BitConverter.DoubleToInt64Bits(read) != BitConverter.DoubleToInt64Bits(value))
                Assert.Fail($"seed {Seed}, number {i}: {Encoding.ASCII.GetString(written)} is read as {read:R}");
        }
    }

    [Fact]
    public void Every_power_of_two_and_of_ten_and_its_neighbours_are_written_by_the_rule()
    {
        var text = new byte[NumberFormat.MaxLength];
        var powers = Enumerable.Range(-1074, 2098).Select(exponent => Math.ScaleB(1, exponent)).Concat(Enumerable.Range(-323, 632).Select(exponent => double.Parse($"1e{exponent}", CultureInfo.InvariantCulture)));
        foreach (var value in powers.SelectMany(power => new[] { Math.BitDecrement(power), power, Math.BitIncrement(power) }).Where(double.IsFinite))
        {
            var written = text.AsSpan(0, NumberFormat.Write(value, text));
            var violation = Violation(value, written);
            Assert.True(violation is null, $"{Encoding.ASCII.GetString(written)} of {BitConverter.DoubleToInt64Bits(value):x16} {violation}");
        }
    }

    [Fact]
    public void Decimal_texts_are_read_as_the_nearest_double_ties_to_even()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 100_000; i++)
        {
            var (digits, exponent) = NextDecimal(random, i);
            var text = $"{digits}e{exponent.ToString(CultureInfo.InvariantCulture)}";
            Assert.True(NumberParser.TryParseFloat(Encoding.ASCII.GetBytes(text), out var read), text);
            Assert.True(IsNearest(read, digits, exponent), $"seed {Seed}, number {i}: {text} is read as {read:R}");
        }
    }

    // All bit patterns, whole numbers, decimals as people write them, neighbours of powers of ten and two, halves and quarters beyond 2^52.
    static double Next(Random random, int i) => Math.Abs((i % 6) switch
    {
        0 or 1 => Finite(random),
        2 => random.Next() / (double)Math.Pow(10, random.Next(8)),
        3 => double.Parse($"{random.NextInt64(1L << 53)}e{random.Next(-30, 30)}", CultureInfo.InvariantCulture),
        4 => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(random.Next(2) == 0 ? Math.Pow(10, random.Next(-300, 300)) : Math.ScaleB(1, random.Next(-1060, 1020))) + random.Next(-2, 3)),
        _ => Math.ScaleB(random.NextInt64(1L << 53), -random.Next(1, 12)),
    }) * (random.Next(2) == 0 ? 1 : -1);

    static double Finite(Random random)
    {
        while (true)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(value)) return value;
        }
    }

    static (BigInteger Digits, int Exponent) NextDecimal(Random random, int i)
    {
        // Every third lies exactly between two doubles, or a hair beside that.
        if (i % 3 != 0) return (random.NextInt64() % (long)Tens[random.Next(1, 19)], random.Next(-340, 300));
        var (mantissa, exponent) = Split(Math.Abs(Math.ScaleB(random.NextInt64(1L << 52, 1L << 53), random.Next(-60, 60))));
        var middle = 2 * mantissa + 1;
        return exponent > 0 ? (middle << (exponent - 1), 0) : (middle * BigInteger.Pow(5, 1 - exponent) + random.Next(-1, 2), exponent - 1);
    }

    // The value as mantissa · 2^exponent.
    static (BigInteger Mantissa, int Exponent) Split(double magnitude)
    {
        var bits = BitConverter.DoubleToInt64Bits(magnitude);
        var (fraction, exponent) = (bits & ((1L << 52) - 1), (int)(bits >> 52));
        return exponent == 0 ? (fraction, -1074) : (fraction | 1L << 52, exponent - 1075);
    }

    // What is wrong with a text, or null. It is D·10^p without zeros at the ends.
    static string? Violation(double value, ReadOnlySpan<byte> text)
    {
        var isNegative = double.IsNegative(value);
        if (isNegative != (text[0] == '-')) return "has the wrong sign";
        var plain = isNegative ? text[1..] : text;
        if (value == 0) return plain.SequenceEqual("0"u8) ? null : "is not 0";
        if (!TryReadPlain(plain, out var digits, out var power)) return "is not plain notation";
        var (mantissa, exponent) = Split(Math.Abs(value));
        // Everything times 4·10^a·2^b, so that the half distances to the neighbours are whole.
        var a = Math.Max(0, -power);
        var b = Math.Max(0, -exponent);
        var unit = (BigInteger.One << (exponent + b)) * Tens[a];
        var exact = 4 * mantissa * unit;
        // Below a power of two the neighbour is half as far away.
        var isPower = mantissa == 1L << 52 && exponent > -1074;
        var low = exact - (isPower ? 1 : 2) * unit;
        var high = exact + 2 * unit;
        var even = mantissa.IsEven;
        var step = 4 * Tens[power + a] << b;
        var shown = digits * step;
        if (!IsIn(shown)) return "reads back as another value";
        // Fewer digits: the multiples of ten times the step beside the value. None may read back.
        var coarse = exact / (10 * step) * (10 * step);
        if (IsIn(coarse) && !coarse.IsZero || IsIn(coarse + 10 * step)) return "has more digits than are needed";
        // As many digits, nearer; of two equally near the larger.
        var distance = BigInteger.Abs(shown - exact);
        if (BigInteger.Abs(shown - step - exact) < distance && IsIn(shown - step) || BigInteger.Abs(shown + step - exact) < distance && IsIn(shown + step)) return "is not the nearest";
        return BigInteger.Abs(shown + step - exact) == distance && IsIn(shown + step) ? "is the smaller of two that are equally near" : null;

        bool IsIn(BigInteger candidate) => even ? candidate >= low && candidate <= high : candidate > low && candidate < high;
    }

    static bool TryReadPlain(ReadOnlySpan<byte> text, out BigInteger digits, out int power)
    {
        (digits, power) = (0, 0);
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? default : text[(point + 1)..];
        if (whole.IsEmpty || whole[0] == '0' && whole.Length > 1 || point >= 0 && (fraction.IsEmpty || fraction[^1] == '0')) return false;
        if (whole.ContainsAnyExceptInRange((byte)'0', (byte)'9') || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        var all = (Encoding.ASCII.GetString(whole) + Encoding.ASCII.GetString(fraction)).TrimStart('0');
        power = -fraction.Length;
        var kept = fraction.IsEmpty ? all.TrimEnd('0') : all;
        power += all.Length - kept.Length;
        digits = BigInteger.Parse(kept, CultureInfo.InvariantCulture);
        return true;
    }

    static bool IsNearest(double read, BigInteger digits, int power)
    {
        if (double.IsInfinity(read)) return Scale(digits, power, 2) >= Scale(((BigInteger.One << 54) - 1) << 970, 0, 1);
        var (mantissa, exponent) = Split(read);
        var a = Math.Max(0, -power);
        var b = Math.Max(0, -exponent) + 2;
        var exact = digits * Tens[power + a] << b;
        var unit = (BigInteger.One << (exponent + b)) * Tens[a];
        var value = mantissa * unit;
        var isPower = mantissa == 1L << 52 && exponent > -1074;
        var (below, above) = (2 * (value - exact), 2 * (exact - value));
        var down = isPower ? unit / 2 : unit;
        return mantissa.IsEven ? below <= down && above <= unit : below < down && above < unit;
    }

    static BigInteger Scale(BigInteger digits, int power, int factor) => power < 0 ? factor * digits / Tens[-power] : factor * digits * Tens[power];
}
