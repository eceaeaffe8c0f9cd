using System.Globalization;
using System.Numerics;

namespace Cleanroom.Bridge.Text;

/// <summary>
/// Formats numbers as UTF-8 text: the shortest digits that parse back to the same value, in plain notation, <c>NaN</c>, <c>inf</c> and <c>-inf</c>.
/// </summary>
static class NumberFormat
{
    /// <summary>Sufficient buffer size for every <see cref="Write"/>: a sign, <c>0.</c> and 324 decimals, rounded up.</summary>
    public const int MaxLength = 328;

    /// <summary>Sufficient buffer size for every <see cref="WriteFixed"/>: a sign, 309 digits, a point and <see cref="MaxDecimals"/>.</summary>
    public const int MaxFixedLength = 1 + 309 + 1 + MaxDecimals;

    /// <summary>Maximum number of decimals of <see cref="WriteFixed"/>.</summary>
    public const int MaxDecimals = 100;

    // Below this, every integral double is its own shortest form.
    const double MaxExactInteger = 9007199254740992;

    /// <summary>Writes an integer in decimal and returns the number of bytes, at most 20.</summary>
    public static int WriteInteger(long value, Span<byte> target)
    {
        value.TryFormat(target, out var length, default, CultureInfo.InvariantCulture);
        return length;
    }

    /// <summary>Writes the shortest text that parses back to the value and returns the number of bytes.</summary>
    public static int Write(double value, Span<byte> target)
    {
        if (!double.IsFinite(value)) return WriteNotFinite(value, target);
        var length = 0;
        if (double.IsNegative(value)) target[length++] = (byte)'-';
        var magnitude = Math.Abs(value);
        if (magnitude < MaxExactInteger && magnitude == Math.Truncate(magnitude)) return length + WriteInteger((long)magnitude, target[length..]);

        var (digits, exponent) = Shortest(magnitude);
        return length + WritePlain(digits, exponent, target[length..]);
    }

    /// <summary>Writes a value with a number of decimals, clamped to 0…100: its exact expansion, rounded once, ties to even.</summary>
    public static int WriteFixed(double value, int decimals, Span<byte> target)
    {
        if (!double.IsFinite(value)) return WriteNotFinite(value, target);
        var length = 0;
        if (double.IsNegative(value)) target[length++] = (byte)'-';
        return length + DecimalExpansion.Write(Math.Abs(value), Math.Clamp(decimals, 0, MaxDecimals), target[length..]);
    }

    static int WriteNotFinite(double value, Span<byte> target)
    {
        var text = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "inf"u8 : "-inf"u8;
        text.CopyTo(target);
        return text.Length;
    }

    // The value as digits · 10^exponent.
    static (ulong Digits, int Exponent) Shortest(double magnitude)
    {
        Span<byte> text = stackalloc byte[32];
        magnitude.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        // For 2^-25 and 2^-958 the framework omits a necessary digit: the double below is nearer than the one above.
        if (double.IsPow2(magnitude))
            for (var precision = 15; double.Parse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture) != magnitude; precision++)
                magnitude.TryFormat(text, out length, precision == 15 ? "E15" : "E16", CultureInfo.InvariantCulture);
        text = text[..length];
        var exponentMark = text.IndexOf((byte)'E');
        var exponent = exponentMark < 0 ? 0 : int.Parse(text[(exponentMark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponentMark >= 0) text = text[..exponentMark];
        var point = text.IndexOf((byte)'.');
        if (point >= 0) exponent -= text.Length - point - 1;
        var digits = 0UL;
        foreach (var character in text)
            if (character != '.') digits = digits * 10 + (uint)(character - '0');
        return (IsHalfwayAbove(magnitude, digits, exponent) ? digits + 1 : digits, exponent);
    }

    // Of two equally near candidates, the base class library chooses the even digit, Rust the larger one. The value lies exactly between the candidates when
    // 2·magnitude = (2·digits + 1)·10^exponent. Without the factors of two, both sides must be equal, and so must the powers of two.
    static bool IsHalfwayAbove(double magnitude, ulong digits, int exponent)
    {
        var (mantissa, binaryExponent) = DecimalExpansion.Decode(magnitude);
        var zeros = BitOperations.TrailingZeroCount(mantissa);
        if (binaryExponent + zeros + 1 != exponent || Math.Abs(exponent) > MaxFives) return false;
        UInt128 left = mantissa >> zeros, right = 2 * (UInt128)digits + 1;
        for (; exponent > 0; exponent--) right *= 5;
        for (; exponent < 0; exponent++) left *= 5;
        return left == right;
    }

    // A 53-bit mantissa and 2·digits + 1 of 59 bits cannot be equal if one is multiplied by more fives; fewer fit in 128 bits.
    const int MaxFives = 27;

    static int WritePlain(ulong digits, int exponent, Span<byte> target)
    {
        Span<byte> text = stackalloc byte[20];
        digits.TryFormat(text, out var count, default, CultureInfo.InvariantCulture);
        text = text[..count];
        if (exponent >= 0)
        {
            text.CopyTo(target);
            target.Slice(count, exponent).Fill((byte)'0');
            return count + exponent;
        }
        var integerDigits = count + exponent;
        if (integerDigits > 0)
        {
            text[..integerDigits].CopyTo(target);
            target[integerDigits] = (byte)'.';
            text[integerDigits..].CopyTo(target[(integerDigits + 1)..]);
            return count + 1;
        }
        "0."u8.CopyTo(target);
        target.Slice(2, -integerDigits).Fill((byte)'0');
        text.CopyTo(target[(2 - integerDigits)..]);
        return 2 - integerDigits + count;
    }
}
