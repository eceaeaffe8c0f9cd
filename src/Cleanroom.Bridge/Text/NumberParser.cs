using System.Globalization;
using System.Text;

namespace Cleanroom.Bridge.Text;

/// <summary>Parses numbers, ignoring surrounding white space.</summary>
static class NumberParser
{
    /// <summary>Parses an optional sign and ASCII digits. Returns false when the text has another form or the value does not fit 64 bits.</summary>
    public static bool TryParseInteger(ReadOnlySpan<byte> text, out long value) => TryParseExactInteger(WhiteSpace.Trim(text), out value);

    /// <summary>Like <see cref="TryParseInteger"/>, but rejects surrounding white space.</summary>
    public static bool TryParseExactInteger(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        var negative = TakeSign(ref text);
        if (text.IsEmpty) return false;
        var limit = negative ? 1UL << 63 : long.MaxValue;
        var magnitude = 0UL;
        foreach (var character in text)
        {
            var digit = (uint)character - '0';
            if (digit > 9 || magnitude > (limit - digit) / 10) return false;
            magnitude = magnitude * 10 + digit;
        }
        value = negative ? (long)(0 - magnitude) : (long)magnitude;
        return true;
    }

    /// <summary>
    /// Parses digits with optional sign, point and exponent, or <c>inf</c>, <c>infinity</c>, <c>nan</c> (case-insensitive). Values out of range become
    /// infinite. Returns false when the text has another form.
    /// </summary>
    public static bool TryParseFloat(ReadOnlySpan<byte> text, out double value) => TryParseExactFloat(WhiteSpace.Trim(text), out value);

    /// <summary>Like <see cref="TryParseFloat"/>, but rejects surrounding white space.</summary>
    public static bool TryParseExactFloat(ReadOnlySpan<byte> text, out double value)
    {
        var unsigned = text;
        var negative = TakeSign(ref unsigned);
        if (TryParseWord(unsigned, out value))
        {
            if (negative) value = -value;
            return true;
        }
        // The base class library accepts more forms, so the form is checked first.
        value = 0;
        return IsDecimal(unsigned) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    static bool TryParseWord(ReadOnlySpan<byte> text, out double value)
    {
        var infinite = Ascii.EqualsIgnoreCase(text, "inf"u8) || Ascii.EqualsIgnoreCase(text, "infinity"u8);
        value = infinite ? double.PositiveInfinity : double.NaN;
        return infinite || Ascii.EqualsIgnoreCase(text, "nan"u8);
    }

    static bool IsDecimal(ReadOnlySpan<byte> text)
    {
        var digits = TakeDigits(ref text);
        if (!text.IsEmpty && text[0] == '.')
        {
            text = text[1..];
            digits += TakeDigits(ref text);
        }
        if (digits == 0) return false;
        if (text.IsEmpty) return true;
        if ((text[0] | 0x20) != 'e') return false;
        text = text[1..];
        TakeSign(ref text);
        return TakeDigits(ref text) > 0 && text.IsEmpty;
    }

    static bool TakeSign(ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] is not ((byte)'+' or (byte)'-')) return false;
        var negative = text[0] == '-';
        text = text[1..];
        return negative;
    }

    static int TakeDigits(ref ReadOnlySpan<byte> text)
    {
        var count = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (count < 0) count = text.Length;
        text = text[count..];
        return count;
    }
}
