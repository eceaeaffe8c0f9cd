using System.Globalization;

namespace Cleanroom.Bridge.Settings;

/// <summary>Parses the values of settings; error messages include an example of a valid value.</summary>
public static class SettingValues
{
    const ulong MaxBytes = 4UL << 30, MaxLargeBytes = 1UL << 50;
    const int MaxSeconds = 4_000_000;

    static readonly (string Suffix, int Shift)[] Units = [("KB", 10), ("MB", 20), ("GB", 30), ("B", 0), ("", 20)];

    /// <summary>A switch: true or false.</summary>
    public static bool Switch(string text) =>
        bool.TryParse(text, out var value) ? value
        : text is "1" ? true
        : text is "0" ? false
        : throw new SettingException(text, "expected true or false");

    /// <summary>A duration in seconds above zero, or in milliseconds with the suffix <c>ms</c>.</summary>
    public static TimeSpan Seconds(string text)
    {
        var isMilliseconds = text.EndsWith("ms", StringComparison.Ordinal);
        var number = isMilliseconds ? text.AsSpan()[..^2] : text.EndsWith('s') ? text.AsSpan()[..^1] : text;
        if (decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            if (isMilliseconds) seconds /= 1000;
            if (seconds is >= 0.001m and <= MaxSeconds) return TimeSpan.FromMilliseconds((double)(seconds * 1000));
        }
        throw new SettingException(text, $"expected a number of seconds between 0.001 and {MaxSeconds}, for example 2.5");
    }

    /// <summary>A size in bytes up to 4 GB, in megabytes or with a unit.</summary>
    public static ulong Size(string text) => Size(text, MaxBytes, "4GB");

    /// <summary>A size in bytes beyond what one guest can have, in megabytes or with a unit.</summary>
    public static ulong LargeSize(string text) => Size(text, MaxLargeBytes, "1048576GB");

    static ulong Size(string text, ulong max, string maxText)
    {
        var (suffix, shift) = Units.First(unit => text.EndsWith(unit.Suffix, StringComparison.OrdinalIgnoreCase));
        return ulong.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= max >> shift
            ? number << shift
            : throw new SettingException(text, $"expected a size up to {maxText}, for example 64 or 64MB or 1GB");
    }

    /// <summary>A size in bytes, limited to 31 bits.</summary>
    public static int SmallSize(string text) => (int)Math.Min(Size(text), int.MaxValue);

    /// <summary>A count, at least one.</summary>
    public static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new SettingException(text, "expected a whole number of at least 1");

    /// <summary>A port, 0 for a free one.</summary>
    public static int Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new SettingException(text, "expected a port from 0 to 65535");

    /// <summary>Formats a duration as a setting value.</summary>
    public static string Show(TimeSpan time) => time.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    /// <summary>Formats a size as a setting value.</summary>
    public static string ShowSize(long bytes) => bytes % (1 << 20) == 0 ? $"{bytes >> 20} MB" : $"{bytes >> 10} KB";

    /// <summary>Formats a number as a setting value.</summary>
    public static string Show(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>One of several words.</summary>
    public static string OneOf(string text, params ReadOnlySpan<string> words) =>
        words.Contains(text) ? text : throw new SettingException(text, $"expected one of {string.Join(", ", words)}");
}
