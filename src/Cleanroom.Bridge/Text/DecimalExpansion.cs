namespace Cleanroom.Bridge.Text;

/// <summary>The exact decimal expansion of a double, in integer arithmetic on the stack.</summary>
static class DecimalExpansion
{
    // 53 bits of mantissa, 333 of 10^100 and 971 of the largest exponent are 1357 bits.
    const int Words = 44;
    const uint Billion = 1_000_000_000;

    // 309 digits before the point and 100 after it, in groups of nine.
    const int Digits = 46 * 9;

    /// <summary>Decodes a finite magnitude as mantissa · 2^exponent.</summary>
    public static (ulong Mantissa, int Exponent) Decode(double magnitude)
    {
        var bits = BitConverter.DoubleToUInt64Bits(magnitude);
        var fraction = bits & 0xF_FFFF_FFFF_FFFF;
        var exponent = (int)(bits >> 52) & 0x7FF;
        return exponent == 0 ? (fraction, -1074) : (fraction | 0x10_0000_0000_0000, exponent - 1075);
    }

    /// <summary>Writes a finite magnitude with exactly this many decimals, ties to even, and returns the number of bytes.</summary>
    public static int Write(double magnitude, int decimals, Span<byte> target)
    {
        // The number without its decimal point is magnitude · 10^decimals, rounded.
        Span<uint> number = stackalloc uint[Words];
        number.Clear();
        var (mantissa, exponent) = Decode(magnitude);
        number[0] = (uint)mantissa;
        number[1] = (uint)(mantissa >> 32);
        var tens = decimals;
        for (; tens >= 9; tens -= 9) Multiply(number, Billion);
        for (; tens > 0; tens--) Multiply(number, 10);
        if (exponent >= 0) ShiftLeft(number, exponent);
        else ShiftRightToEven(number, -exponent);

        Span<byte> digits = stackalloc byte[Digits];
        var first = WriteDigits(number, digits);
        first = Math.Min(first, digits.Length - decimals - 1);
        var integerPart = digits[first..^decimals];
        integerPart.CopyTo(target);
        if (decimals == 0) return integerPart.Length;
        target[integerPart.Length] = (byte)'.';
        digits[^decimals..].CopyTo(target[(integerPart.Length + 1)..]);
        return integerPart.Length + 1 + decimals;
    }

    static void Multiply(Span<uint> number, uint factor)
    {
        var carry = 0UL;
        foreach (ref var word in number)
        {
            carry += (ulong)word * factor;
            word = (uint)carry;
            carry >>= 32;
        }
    }

    static void ShiftLeft(Span<uint> number, int count)
    {
        var (words, bits) = (count / 32, count % 32);
        for (var index = number.Length - 1; index >= 0; index--)
        {
            var high = index >= words ? number[index - words] : 0;
            var low = index > words ? number[index - words - 1] : 0;
            number[index] = (uint)((((ulong)high << 32) | low) >> (32 - bits));
        }
    }

    static void ShiftRightToEven(Span<uint> number, int count)
    {
        var half = IsSet(number, count - 1);
        var rest = half && IsAnySetBelow(number, count - 1);
        var (words, bits) = (count / 32, count % 32);
        for (var index = 0; index < number.Length; index++)
        {
            var low = index + words < number.Length ? number[index + words] : 0;
            var high = index + words + 1 < number.Length ? number[index + words + 1] : 0;
            number[index] = (uint)((((ulong)high << 32) | low) >> bits);
        }
        if (half && (rest || (number[0] & 1) != 0)) Increment(number);
    }

    static bool IsSet(ReadOnlySpan<uint> number, int bit) => bit / 32 < number.Length && (number[bit / 32] >> (bit % 32) & 1) != 0;

    static bool IsAnySetBelow(ReadOnlySpan<uint> number, int bit) =>
        number[..(bit / 32)].ContainsAnyExcept(0u) || (number[bit / 32] & ((1u << (bit % 32)) - 1)) != 0;

    static void Increment(Span<uint> number)
    {
        foreach (ref var word in number)
            if (++word != 0) return;
    }

    // Fills the digits from the end, with leading zeros, and returns the position of the first significant one.
    static int WriteDigits(Span<uint> number, Span<byte> digits)
    {
        digits.Fill((byte)'0');
        var position = digits.Length;
        while (number.ContainsAnyExcept(0u))
        {
            var remainder = 0UL;
            for (var index = number.Length - 1; index >= 0; index--)
            {
                remainder = remainder << 32 | number[index];
                number[index] = (uint)(remainder / Billion);
                remainder %= Billion;
            }
            for (var digit = 0; digit < 9; digit++, remainder /= 10) digits[--position] = (byte)('0' + remainder % 10);
        }
        var first = digits.IndexOfAnyExcept((byte)'0');
        return first < 0 ? digits.Length : first;
    }
}
