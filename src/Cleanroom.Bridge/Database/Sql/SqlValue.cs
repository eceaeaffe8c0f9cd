namespace Cleanroom.Bridge.Database.Sql;

/// <summary>What a parameter is.</summary>
public enum SqlValueKind
{
    /// <summary>NULL.</summary>
    Null,

    /// <summary>A boolean, 0 or 1 in the integer.</summary>
    Boolean,

    /// <summary>A whole number of 64 bits.</summary>
    Integer,

    /// <summary>A whole number of more than 64 bits, as digits.</summary>
    LargeInteger,

    /// <summary>A double.</summary>
    Number,

    /// <summary>Text, also the JSON text of an array or object.</summary>
    Text,

    /// <summary>A time in UTC: ticks in the integer.</summary>
    Timestamp,
}

/// <summary>One parameter of a statement.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Integer">A whole number, 0 or 1 for a flag, ticks for a timestamp.</param>
/// <param name="Number">A double.</param>
/// <param name="Text">UTF-8: a text, or the digits of a large integer.</param>
public readonly record struct SqlValue(SqlValueKind Kind, long Integer = 0, double Number = 0, byte[]? Text = null)
{
    /// <summary>A text.</summary>
    public static SqlValue Of(byte[] text) => new(SqlValueKind.Text, Text: text);

    /// <summary>A text.</summary>
    public static SqlValue Of(string text) => Of(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>A whole number.</summary>
    public static SqlValue Of(long value) => new(SqlValueKind.Integer, value);

    /// <summary>The time of a timestamp.</summary>
    public DateTime Time => new(Integer, DateTimeKind.Utc);
}
