using System.Globalization;
using System.Numerics;
using System.Text;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Tests.Text;

public sealed class NumberFormatTests
{
    [Theory]
    [InlineData(1, "1")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(1e21, "1000000000000000000000")]
    [InlineData(1e-7, "0.0000001")]
    [InlineData(123456789.125, "123456789.125")]
    [InlineData(-0.0, "-0")]
    [InlineData(0.0, "0")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(0.001, "0.001")]
    [InlineData(9007199254740993, "9007199254740992")]
    [InlineData(18446744073709551616.0, "18446744073709552000")]
    public void Number_is_written_in_plain_notation(double value, string text) => Assert.Equal(text, Write(value));

    [Fact]
    public void Two_equally_near_candidates_give_the_larger_digit()
    {
        Assert.Equal("150062836484520.13", Write(150062836484520.125));
        Assert.Equal("-150062836484520.13", Write(-150062836484520.125));
    }

    [Fact]
    [Trait("Rule", "N43")]
    public void Numbers_follow_the_contract_not_ECMAScript()
    {
        Assert.Equal("1000000000000000000000", Write(1e21));
        Assert.Equal("inf", Write(double.PositiveInfinity));
        Assert.Equal("3.7", Write(3.7));
    }

    [Fact]
    public void Every_number_reads_back_as_itself_without_exponent()
    {
        foreach (var value in Samples(20_000))
        {
            var text = Write(value);
            Assert.DoesNotContain("e", text, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public void No_number_could_do_with_fewer_digits()
    {
        foreach (var value in Samples(5_000))
        {
            var count = Write(value).Replace(".", "", StringComparison.Ordinal).Trim('-', '0').Length;
            if (count < 2) continue;
            var shorter = value.ToString("E" + (count - 2), CultureInfo.InvariantCulture);
            Assert.NotEqual(value, double.Parse(shorter, CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData(double.MaxValue)]
    [InlineData(-double.MaxValue)]
    [InlineData(-double.Epsilon)]
    [InlineData(-2.2250738585072011e-308)]
    [InlineData(-2.2250738585072014e-308)]
    public void Longest_numbers_fit_the_announced_length(double value) => Assert.True(Write(value).Length <= NumberFormat.MaxLength);

    [Theory]
    [InlineData(long.MinValue, "-9223372036854775808")]
    [InlineData(long.MaxValue, "9223372036854775807")]
    [InlineData(0, "0")]
    public void Integer_is_written_in_decimal(long value, string text)
    {
        var buffer = new byte[20];
        Assert.Equal(text, Encoding.ASCII.GetString(buffer, 0, NumberFormat.WriteInteger(value, buffer)));
    }

    [Theory]
    [InlineData(2.5, 0, "2")]
    [InlineData(3.5, 0, "4")]
    [InlineData(0.125, 2, "0.12")]
    [InlineData(1e21, 1, "1000000000000000000000.0")]
    [InlineData(0.1, 20, "0.10000000000000000555")]
    [InlineData(9.999, 2, "10.00")]
    [InlineData(0.5, 0, "0")]
    [InlineData(1.5, -3, "2")]
    [InlineData(-0.4, 0, "-0")]
    [InlineData(double.NaN, 3, "NaN")]
    [InlineData(double.NegativeInfinity, 3, "-inf")]
    [InlineData(0, 2, "0.00")]
    public void Fixed_decimals_round_the_exact_value_to_even(double value, int decimals, string text) => Assert.Equal(text, WriteFixed(value, decimals));

    [Fact]
    public void Fixed_decimals_are_clamped_to_one_hundred()
    {
        Assert.Equal(WriteFixed(1.1, 100), WriteFixed(1.1, int.MaxValue));
        Assert.Equal(NumberFormat.MaxFixedLength, WriteFixed(-double.MaxValue, 100).Length);
    }

    [Fact]
    public void Fixed_decimals_agree_with_big_integers()
    {
        var random = new Random(11);
        foreach (var value in Samples(3_000))
        {
            var decimals = random.Next(101);
            Assert.Equal(FixedByBigInteger(value, decimals), WriteFixed(value, decimals));
        }
    }

    static string FixedByBigInteger(double value, int decimals)
    {
        var (mantissa, exponent) = DecimalExpansion.Decode(Math.Abs(value));
        var scaled = mantissa * BigInteger.Pow(10, decimals);
        if (exponent >= 0) scaled <<= exponent;
        else
        {
            var quotient = BigInteger.DivRem(scaled, BigInteger.One << -exponent, out var remainder);
            var half = (remainder << 1).CompareTo(BigInteger.One << -exponent);
            scaled = half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
        }
        var digits = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return (double.IsNegative(value) ? "-" : "") + (decimals == 0 ? digits : digits[..^decimals] + "." + digits[^decimals..]);
    }

    static IEnumerable<double> Samples(int count)
    {
        var random = new Random(3);
        for (var index = 0; index < count; index++)
        {
            var value = (index % 4) switch
            {
                0 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
                1 => random.NextInt64(1L << 47, 1L << 50) + random.Next(8) / 8.0,
                2 => (random.NextDouble() - 0.5) * 1e6,
                _ => random.Next(1_000_000) / Math.Pow(10, random.Next(9)),
            };
            if (double.IsFinite(value)) yield return value;
        }
    }

    static string Write(double value)
    {
        var buffer = new byte[NumberFormat.MaxLength];
        return Encoding.ASCII.GetString(buffer, 0, NumberFormat.Write(value, buffer));
    }

    static string WriteFixed(double value, int decimals)
    {
        var buffer = new byte[NumberFormat.MaxFixedLength];
        return Encoding.ASCII.GetString(buffer, 0, NumberFormat.WriteFixed(value, decimals, buffer));
    }
}
