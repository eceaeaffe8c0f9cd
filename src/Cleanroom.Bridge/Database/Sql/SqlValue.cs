namespace Cleanroom.Bridge.Database.Sql;

/// <summary>The kind of a parameter.</summary>
public enum SqlValueKind
{
    /// <summary>NULL.</summary>
    Null,

    /// <summary>A boolean, stored as 0 or 1 in the integer.</summary>
    Boolean,

    /// <summary>A 64-bit integer.</summary>
    Integer,

    /// <summary>A number that neither a 64-bit integer nor a double holds with all its digits, as it is written in JSON.</summary>
    Decimal,

    /// <summary>A double.</summary>
    Number,

    /// <summary>Text, including the JSON text of an object.</summary>
    Text,

    /// <summary>An array, as its JSON text. A text for engines without arrays.</summary>
    Array,

    /// <summary>A UTC timestamp, stored as ticks in the integer.</summary>
    Timestamp,
}

/// <summary>A statement parameter.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Integer">An integer, 0 or 1 for a boolean, ticks for a timestamp.</param>
/// <param name="Number">A double.</param>
/// <param name="Text">UTF-8: a text, the JSON text of an array, or the digits of a decimal number.</param>
public readonly record struct SqlValue(SqlValueKind Kind, long Integer = 0, double Number = 0, byte[]? Text = null)
{
    /// <summary>Creates a text.</summary>
    public static SqlValue Of(byte[] text) => new(SqlValueKind.Text, Text: text);

    /// <summary>Creates a text.</summary>
    public static SqlValue Of(string text) => Of(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Creates an integer.</summary>
    public static SqlValue Of(long value) => new(SqlValueKind.Integer, value);

    /// <summary>The time of a timestamp.</summary>
    public DateTime Time => new(Integer, DateTimeKind.Utc);
}
