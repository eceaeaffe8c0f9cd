using System.Globalization;
using System.Text;

namespace Cleanroom.Bridge.Translations;

/// <summary>
/// Translates date patterns of programs. With letters: <c>y M d E H h m s S a</c>, as in the Unicode locale data and .NET (including <c>ddd</c>, <c>dddd</c>
/// and <c>tt</c>); text in single quotes or after a backslash is literal, and so is every other character. With percent signs: as in C's <c>strftime</c>.
/// </summary>
static class DatePattern
{
    const int MaxPattern = 256;

    /// <summary>Returns the equivalent .NET pattern for a time, or null when the pattern is empty or too long.</summary>
    public static string? Translate(string pattern, DateTime time)
    {
        if (pattern.Length is 0 or > MaxPattern) return null;
        var result = new StringBuilder(pattern.Length * 2);
        if (pattern.Contains('%', StringComparison.Ordinal)) TranslatePercent(pattern, time, result);
        else TranslateLetters(pattern, result);
        // A single letter would be a standard format.
        return result.Length == 1 ? $"%{result}" : result.ToString();
    }

    static void TranslateLetters(string pattern, StringBuilder result)
    {
        for (var at = 0; at < pattern.Length;)
        {
            var letter = pattern[at];
            if (letter == '\'')
            {
                at = Quoted(pattern, at + 1, result);
                continue;
            }
            if (letter == '\\' && at + 1 < pattern.Length)
            {
                Literal(pattern[at + 1], result);
                at += 2;
                continue;
            }
            var end = at + 1;
            while (end < pattern.Length && pattern[end] == letter) end++;
            if (Field(letter, end - at) is { } field)
            {
                result.Append(field);
                at = end;
            }
            else
            {
                for (; at < end; at++) Literal(letter, result);
            }
        }
    }

    static string? Field(char letter, int count) => letter switch
    {
        'y' or 'u' => count == 2 ? "yy" : "yyyy",
        'M' or 'L' => new string('M', Math.Min(count, 4)),
        'd' => new string('d', Math.Min(count, 4)),
        'E' => count < 4 ? "ddd" : "dddd",
        'H' or 'h' or 'm' or 's' => new string(letter, Math.Min(count, 2)),
        'S' or 'f' => new string('f', Math.Min(count, 7)),
        'a' or 't' => "tt",
        _ => null,
    };

    // A doubled quote is a literal quote; an unclosed quote extends to the end of the pattern.
    static int Quoted(string pattern, int at, StringBuilder result)
    {
        if (at < pattern.Length && pattern[at] == '\'')
        {
            Literal('\'', result);
            return at + 1;
        }
        for (; at < pattern.Length; at++)
        {
            if (pattern[at] == '\'')
            {
                if (at + 1 == pattern.Length || pattern[at + 1] != '\'') return at + 1;
                at++;
            }
            Literal(pattern[at], result);
        }
        return at;
    }

    static void TranslatePercent(string pattern, DateTime time, StringBuilder result)
    {
        for (var at = 0; at < pattern.Length; at++)
        {
            if (pattern[at] != '%' || at + 1 == pattern.Length)
            {
                Literal(pattern[at], result);
                continue;
            }
            at++;
            result.Append(pattern[at] switch
            {
                'Y' => "yyyy",
                'y' => "yy",
                'm' => "MM",
                'B' => "MMMM",
                'b' or 'h' => "MMM",
                'd' => "dd",
                'e' => time.Day < 10 ? @"\ d" : "dd",
                'A' => "dddd",
                'a' => "ddd",
                'H' => "HH",
                'I' => "hh",
                'M' => "mm",
                'S' => "ss",
                'p' => "tt",
                'F' => @"yyyy\-MM\-dd",
                'T' => @"HH\:mm\:ss",
                'R' => @"HH\:mm",
                'D' => @"MM\/dd\/yy",
                'j' => string.Concat(time.DayOfYear.ToString("000", CultureInfo.InvariantCulture).Select(static digit => $"\\{digit}")),
                'Z' => @"\U\T\C",
                'z' => @"\+\0\0\0\0",
                _ => $"\\{pattern[at]}",
            });
        }
    }

    static void Literal(char character, StringBuilder result) => result.Append('\\').Append(character);
}
