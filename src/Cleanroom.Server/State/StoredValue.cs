using System.Globalization;

namespace Cleanroom.Server.State;

/// <summary>Values that a store holds, perhaps written by others.</summary>
static class StoredValue
{
    /// <summary>The message for a value that cannot be read.</summary>
    public const string Unreadable = "what the store holds cannot be read";

    /// <summary>Reads a number.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static long Number(string? text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException();

    /// <summary>True for what reading such a value raises.</summary>
    public static bool IsUnreadable(Exception failure) => failure is FormatException or OverflowException or InvalidCastException;
}
