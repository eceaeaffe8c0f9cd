using System.Buffers;
using System.Globalization;
using System.Text;

namespace Cleanroom.Bridge.Text;

/// <summary>Full, language-independent Unicode case mapping of UTF-8 text. Invalid UTF-8 is kept unchanged.</summary>
static class CaseMapping
{
    const int CapitalSigma = 0x3A3;
    const int CapitalIWithDot = 0x130;

    /// <summary>Appends the upper-case form of a text.</summary>
    public static void WriteUpper(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> target)
    {
        for (var position = 0; position < text.Length;)
        {
            var rest = text[position..];
            var ascii = AsciiLength(rest);
            if (ascii > 0)
            {
                Ascii.ToUpper(rest[..ascii], target.GetSpan(ascii), out _);
                target.Advance(ascii);
                position += ascii;
                continue;
            }
            var valid = Rune.DecodeFromUtf8(rest, out var scalar, out var length) == OperationStatus.Done;
            position += length;
            if (!valid) target.Write(rest[..length]);
            else if (SpecialCasing.Upper(scalar.Value) is { IsEmpty: false } special) target.Write(special);
            else WriteScalar(Rune.ToUpperInvariant(scalar), target);
        }
    }

    /// <summary>Appends the lower-case form of a text.</summary>
    public static void WriteLower(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> target)
    {
        for (var position = 0; position < text.Length;)
        {
            var rest = text[position..];
            var ascii = AsciiLength(rest);
            if (ascii > 0)
            {
                Ascii.ToLower(rest[..ascii], target.GetSpan(ascii), out _);
                target.Advance(ascii);
                position += ascii;
                continue;
            }
            var valid = Rune.DecodeFromUtf8(rest, out var scalar, out var length) == OperationStatus.Done;
            if (!valid) target.Write(rest[..length]);
            else if (scalar.Value == CapitalSigma) target.Write(IsFinal(text[..position], rest[length..]) ? "ς"u8 : "σ"u8);
            else if (scalar.Value == CapitalIWithDot) target.Write("i\u0307"u8);
            else WriteScalar(Rune.ToLowerInvariant(scalar), target);
            position += length;
        }
    }

    static int AsciiLength(ReadOnlySpan<byte> text)
    {
        var length = text.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
        return length < 0 ? text.Length : length;
    }

    static void WriteScalar(Rune scalar, ArrayBufferWriter<byte> target) => target.Advance(scalar.EncodeToUtf8(target.GetSpan(4)));

    // Final_Sigma of the Unicode standard, section 3.13: preceded by a cased letter and not followed by one, skipping case-ignorable characters.
    static bool IsFinal(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        Rune scalar;
        int length;
        while (Rune.DecodeLastFromUtf8(before, out scalar, out length) == OperationStatus.Done && IsCaseIgnorable(scalar)) before = before[..^length];
        if (before.IsEmpty || Rune.DecodeLastFromUtf8(before, out scalar, out _) != OperationStatus.Done || !IsCased(scalar)) return false;
        while (Rune.DecodeFromUtf8(after, out scalar, out length) == OperationStatus.Done && IsCaseIgnorable(scalar)) after = after[length..];
        return after.IsEmpty || Rune.DecodeFromUtf8(after, out scalar, out _) != OperationStatus.Done || !IsCased(scalar);
    }

    // Derived core property Case_Ignorable: five categories and the word-break classes MidLetter, MidNumLet and Single_Quote.
    static bool IsCaseIgnorable(Rune scalar) => Rune.GetUnicodeCategory(scalar)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.ModifierLetter
            or UnicodeCategory.ModifierSymbol
        || scalar.Value is 0x27 or 0x2E or 0x3A or 0xB7 or 0x387 or 0x55F or 0x5F4 or 0x2018 or 0x2019 or 0x2024 or 0x2027
            or 0xFE13 or 0xFE52 or 0xFE55 or 0xFF07 or 0xFF0E or 0xFF1A;

    // Derived core property Cased, except characters that are also case-ignorable, which the caller has skipped.
    static bool IsCased(Rune scalar) => Rune.GetUnicodeCategory(scalar)
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        || scalar.Value is 0xAA or 0xBA or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149)
            or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);
}
