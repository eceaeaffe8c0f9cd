using System.Text;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Tests.Text;

public sealed class NumberParserTests
{
    [Theory]
    [InlineData(" 42 ", 42)]
    [InlineData("+7", 7)]
    [InlineData("-0", 0)]
    [InlineData("\u3000\u00A05\t\n", 5)]
    [InlineData("00000000000000000000000000012", 12)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void Integer_of_the_right_form_is_read(string text, long value)
    {
        Assert.True(NumberParser.TryParseInteger(Encoding.UTF8.GetBytes(text), out var result));
        Assert.Equal(value, result);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("+")]
    [InlineData("+-1")]
    [InlineData("12abc")]
    [InlineData("3.7")]
    [InlineData("1 2")]
    [InlineData("0x10")]
    [InlineData("\u0661")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("99999999999999999999999999")]
    public void Integer_of_another_form_is_refused(string text)
    {
        Assert.False(NumberParser.TryParseInteger(Encoding.UTF8.GetBytes(text), out var result));
        Assert.Equal(0, result);
    }

    [Theory]
    [InlineData("1e5", 100000)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("+1", 1)]
    [InlineData("-.5E-1", -0.05)]
    [InlineData(" 2.25\n", 2.25)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData("+NaN", double.NaN)]
    [InlineData("1e999", double.PositiveInfinity)]
    [InlineData("-1e999", double.NegativeInfinity)]
    [InlineData("1e-999", 0)]
    [InlineData("1e99999999999999999999", double.PositiveInfinity)]
    [InlineData("0e99999999999999999999", 0)]
    public void Number_of_the_right_form_is_read(string text, double value)
    {
        Assert.True(NumberParser.TryParseFloat(Encoding.UTF8.GetBytes(text), out var result));
        Assert.Equal(value, result);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e5.5")]
    [InlineData("0x10")]
    [InlineData("1_0")]
    [InlineData("1,5")]
    [InlineData("\u0661")]
    [InlineData("∞")]
    [InlineData("infinit")]
    [InlineData("--1")]
    [InlineData("1 e5")]
    [InlineData("(1)")]
    public void Number_of_another_form_is_refused(string text)
    {
        Assert.False(NumberParser.TryParseFloat(Encoding.UTF8.GetBytes(text), out var result));
        Assert.Equal(0, result);
    }

    [Fact]
    public void White_space_is_refused_where_the_exact_form_is_asked_for()
    {
        Assert.False(NumberParser.TryParseExactInteger(" 1"u8, out _));
        Assert.False(NumberParser.TryParseExactFloat("1 "u8, out _));
    }
}
