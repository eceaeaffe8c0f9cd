using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Text;

/// <summary>Conversions between strings, integers, numbers and booleans (contract, functions 3).</summary>
static class ConversionFunctions
{
    /// <summary>The integer in decimal (contract, functions 3).</summary>
    [HostFunction("int_to_string", "integer.toString", "int64_to_string")]
    internal static GuestString FromInteger(Guest guest, long value)
    {
        Span<byte> text = stackalloc byte[20];
        return guest.NewResult(text[..NumberFormat.WriteInteger(value, text)]);
    }

    /// <summary>
    /// The shortest digits that parse back to the same value, in plain notation; <c>NaN</c>, <c>inf</c>, <c>-inf</c> (contract, functions 3).
    /// </summary>
    [HostFunction("float_to_string", "number.toString", "number_to_string")]
    internal static GuestString FromNumber(Guest guest, double value)
    {
        Span<byte> text = stackalloc byte[NumberFormat.MaxLength];
        return guest.NewResult(text[..NumberFormat.Write(value, text)]);
    }

    /// <summary>The value with a number of decimals, clamped to 0…100: the exact expansion, rounded once, ties to even (contract, functions 3).</summary>
    [HostFunction("float_to_string_fixed")]
    internal static GuestString FromNumberFixed(Guest guest, double value, int decimals)
    {
        Span<byte> text = stackalloc byte[NumberFormat.MaxFixedLength];
        return guest.NewResult(text[..NumberFormat.WriteFixed(value, decimals, text)]);
    }

    /// <summary><c>true</c> or <c>false</c> (contract, functions 3).</summary>
    [HostFunction("bool_to_string", "boolean.toString")]
    internal static GuestString FromFlag(Guest guest, bool value) => guest.NewResult(Flag(value));

    /// <summary>
    /// Parses a 64-bit integer, ignoring surrounding white space; 0 when the text is not an integer. For imports whose result is i64 (contract, functions 3).
    /// </summary>
    [HostFunction("string_to_int", "string.toInteger", Exact = true)]
    internal static long ToInteger64(ReadOnlySpan<byte> text) => NumberParser.TryParseInteger(text, out var value) ? value : 0;

    /// <summary>Parses a 32-bit integer, ignoring surrounding white space; 0 when the text is not an integer (contract, functions 3).</summary>
    [HostFunction("string_to_int", "string.toInteger")]
    internal static int ToInteger(ReadOnlySpan<byte> text) =>
        NumberParser.TryParseInteger(text, out var value) && value is >= int.MinValue and <= int.MaxValue ? (int)value : 0;

    /// <summary>Parses a number, ignoring surrounding white space; 0 when the text is not a number (contract, functions 3).</summary>
    [HostFunction("string_to_float", "string.toNumber")]
    internal static double ToNumber(ReadOnlySpan<byte> text) => NumberParser.TryParseFloat(text, out var value) ? value : 0;

    /// <summary>True for <c>true</c>, <c>1</c> and <c>yes</c> (case-insensitive, surrounding white space is ignored) (contract, functions 3).</summary>
    [HostFunction("string_to_bool", "string.toBoolean")]
    internal static bool ToFlag(ReadOnlySpan<byte> text)
    {
        text = WhiteSpace.Trim(text);
        return Ascii.EqualsIgnoreCase(text, "true"u8) || Ascii.EqualsIgnoreCase(text, "yes"u8) || text.SequenceEqual("1"u8);
    }

    /// <summary>Returns the text of a boolean.</summary>
    internal static ReadOnlySpan<byte> Flag(bool value) => value ? "true"u8 : "false"u8;
}
