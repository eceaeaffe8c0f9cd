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

    /// <summary>An integer of more than 64 bits, as digits.</summary>
    LargeInteger,

    /// <summary>A double.</summary>
    Number,

    /// <summary>Text, including the JSON text of an array or object.</summary>
    Text,

    /// <summary>A UTC timestamp, stored as ticks in the integer.</summary>
    Timestamp,
}

/// <summary>A statement parameter.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Integer">An integer, 0 or 1 for a boolean, ticks for a timestamp.</param>
/// <param name="Number">A double.</param>
/// <param name="Text">UTF-8: a text, or the digits of a large integer.</param>
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
