using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Tests.Support;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Tests.Text;

public sealed class ConversionFunctionsTests : IDisposable
{
    readonly BareGuest _bare = new();

    Guest Guest => _bare.Guest;

    public void Dispose() => _bare.Dispose();

    [Theory]
    [InlineData(" 42 ", 42)]
    [InlineData("+7", 7)]
    [InlineData("12abc", 0)]
    [InlineData("3.7", 0)]
    [InlineData("2147483648", 0)]
    [InlineData("-2147483648", int.MinValue)]
    [InlineData("", 0)]
    [Trait("Rule", "N43")]
    public void String_to_int_takes_whole_integers_of_32_bits_only(string text, int value) =>
        Assert.Equal(value, ConversionFunctions.ToInteger(Utf8(text)));

    [Theory]
    [InlineData("2147483648", 2147483648)]
    [InlineData("9223372036854775808", 0)]
    public void String_to_int_for_a_64_bit_result_has_that_range(string text, long value) => Assert.Equal(value, ConversionFunctions.ToInteger64(Utf8(text)));

    [Theory]
    [InlineData("1e5", 100000)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("1e999", double.PositiveInfinity)]
    [InlineData("0x10", 0)]
    [InlineData("1_0", 0)]
    [InlineData("1e", 0)]
    public void String_to_float_takes_whole_numbers_only(string text, double value) => Assert.Equal(value, ConversionFunctions.ToNumber(Utf8(text)));

    [Theory]
    [InlineData("TRUE", true)]
    [InlineData(" yes ", true)]
    [InlineData("1", true)]
    [InlineData("on", false)]
    [InlineData("", false)]
    [InlineData("true1", false)]
    public void String_to_bool_knows_three_words(string text, bool value) => Assert.Equal(value, ConversionFunctions.ToFlag(Utf8(text)));

    [Fact]
    public void Values_become_text()
    {
        Assert.Equal("-9223372036854775808", _bare.Read(ConversionFunctions.FromInteger(Guest, long.MinValue)));
        Assert.Equal("150062836484520.13", _bare.Read(ConversionFunctions.FromNumber(Guest, 150062836484520.125)));
        Assert.Equal("0.12", _bare.Read(ConversionFunctions.FromNumberFixed(Guest, 0.125, 2)));
        Assert.Equal("true", _bare.Read(ConversionFunctions.FromFlag(Guest, true)));
        Assert.Equal("false", _bare.Read(ConversionFunctions.FromFlag(Guest, false)));
    }

    [Fact]
    [Trait("Rule", "N42")]
    public void Both_forms_of_a_string_give_the_same_answer()
    {
        // A method sees bytes only; the pair form and the length-prefixed form of one string are the same bytes.
        var text = _bare.String(" 42 ");
        var prefixed = Guest.Memory.LengthPrefixed(text.Address);
        ReadOnlySpan<byte> pair = Guest.Memory.Slice(text.Address + 4, 4);
        Assert.True(prefixed.SequenceEqual(pair));
        Assert.Equal(42, ConversionFunctions.ToInteger(prefixed));
        Assert.Equal(42, ConversionFunctions.ToInteger(pair));
        Assert.Equal("42", _bare.Read(StringFunctions.Trim(Guest, prefixed)));
        Assert.Equal("42", _bare.Read(StringFunctions.Trim(Guest, pair)));
    }

    [Fact]
    public void Methods_of_integers()
    {
        Assert.Equal(3, ValueMethodFunctions.IntegerLength(-12));
        Assert.True(ValueMethodFunctions.IntegerToBoolean(-1));
        Assert.False(ValueMethodFunctions.IntegerToBoolean(0));
        Assert.Equal(7, ValueMethodFunctions.IntegerToInteger(7));
        Assert.Equal(7.0, ValueMethodFunctions.IntegerToNumber(7));
    }

    [Theory]
    [InlineData(3.9, 3)]
    [InlineData(-3.9, -3)]
    [InlineData(1e300, int.MaxValue)]
    [InlineData(-1e300, int.MinValue)]
    [InlineData(double.NaN, 0)]
    public void Number_to_integer_truncates_and_saturates(double value, int expected) => Assert.Equal(expected, ValueMethodFunctions.NumberToInteger(value));

    [Fact]
    public void Methods_of_numbers_and_flags()
    {
        Assert.Equal(3, ValueMethodFunctions.NumberLength(2.5));
        Assert.False(ValueMethodFunctions.NumberToBoolean(double.NaN));
        Assert.False(ValueMethodFunctions.NumberToBoolean(-0.0));
        Assert.True(ValueMethodFunctions.NumberToBoolean(0.1));
        Assert.Equal(2.5, ValueMethodFunctions.NumberToNumber(2.5));
        Assert.Equal(5, ValueMethodFunctions.BooleanLength(false));
        Assert.True(ValueMethodFunctions.BooleanToBoolean(true));
        Assert.Equal(1, ValueMethodFunctions.BooleanToInteger(true));
        Assert.Equal(0.0, ValueMethodFunctions.BooleanToNumber(false));
    }

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
