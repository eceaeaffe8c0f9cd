using System.Globalization;

namespace Cleanroom.Bridge.Time;

/// <summary>Converts between RFC 3339 texts and milliseconds since 1970.</summary>
static class IsoTime
{
    const int SecondsPerDay = 86_400;

    /// <summary>Formats a time as <c>2024-01-31T23:59:59.999Z</c>; null outside the years 1 to 9999.</summary>
    public static string? Format(long milliseconds) => ToUtc(milliseconds)?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Converts a time to UTC; null outside the years 1 to 9999.</summary>
    public static DateTimeOffset? ToUtc(long milliseconds) =>
        milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    /// <summary>
    /// Parses date, <c>T</c> (or <c>t</c> or a space), time, optional fraction (truncated to milliseconds) and <c>Z</c> or an offset. A leap second counts as
    /// the following second.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        var at = 0;
        if (!TryNumber(text, ref at, 4, out var year) || !TrySkip(text, ref at, "-"u8)) return false;
        if (!TryNumber(text, ref at, 2, out var month) || !TrySkip(text, ref at, "-"u8)) return false;
        if (!TryNumber(text, ref at, 2, out var day) || !TrySkip(text, ref at, "Tt "u8)) return false;
        if (!TryNumber(text, ref at, 2, out var hour) || !TrySkip(text, ref at, ":"u8)) return false;
        if (!TryNumber(text, ref at, 2, out var minute) || !TrySkip(text, ref at, ":"u8)) return false;
        if (!TryNumber(text, ref at, 2, out var second) || !TryFraction(text, ref at, out var fraction)) return false;
        if (!TryOffset(text, ref at, out var offsetMinutes) || at != text.Length) return false;
        if (month is < 1 or > 12 || day < 1 || day > DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60) return false;
        var seconds = DaysSince1970(year, month, day) * SecondsPerDay + hour * 3600 + minute * 60 + second - offsetMinutes * 60L;
        milliseconds = seconds * 1000 + fraction;
        return true;
    }

    // Year 0 is a leap year of the proleptic calendar of RFC 3339; .NET's calendar starts with year 1.
    static int DaysInMonth(int year, int month) => DateTime.DaysInMonth(year == 0 ? 400 : year, month);

    static long DaysSince1970(int year, int month, int day) =>
        year == 0 ? DaysSince1970(400, month, day) - 146_097 : (long)(new DateTime(year, month, day) - DateTime.UnixEpoch).TotalDays;

    static bool TryNumber(ReadOnlySpan<byte> text, ref int at, int digits, out int value)
    {
        value = 0;
        if (at + digits > text.Length) return false;
        foreach (var digit in text.Slice(at, digits))
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            value = value * 10 + digit - '0';
        }
        at += digits;
        return true;
    }

    static bool TrySkip(ReadOnlySpan<byte> text, ref int at, ReadOnlySpan<byte> allowed)
    {
        if (at >= text.Length || !allowed.Contains(text[at])) return false;
        at++;
        return true;
    }

    static bool TryFraction(ReadOnlySpan<byte> text, ref int at, out int milliseconds)
    {
        milliseconds = 0;
        if (!TrySkip(text, ref at, "."u8)) return true;
        var start = at;
        for (var weight = 100; at < text.Length && char.IsAsciiDigit((char)text[at]); at++, weight /= 10) milliseconds += (text[at] - '0') * weight;
        return at > start;
    }

    static bool TryOffset(ReadOnlySpan<byte> text, ref int at, out int minutes)
    {
        minutes = 0;
        if (TrySkip(text, ref at, "Zz"u8)) return true;
        var isWest = at < text.Length && text[at] == '-';
        if (!TrySkip(text, ref at, "+-"u8) || !TryNumber(text, ref at, 2, out var hours) || !TrySkip(text, ref at, ":"u8)) return false;
        if (!TryNumber(text, ref at, 2, out var rest) || hours > 23 || rest > 59) return false;
        minutes = (isWest ? -1 : 1) * (hours * 60 + rest);
        return true;
    }
}
