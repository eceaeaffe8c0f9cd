namespace Cleanroom.Bridge.Database.Sql;

/// <summary>The types of columns that programs declare; each engine has its own name for them.</summary>
public enum SqlColumnType
{
    /// <summary>Text of any length.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A whole number of 64 bits.</summary>
    LargeInteger,

    /// <summary>A double.</summary>
    Number,

    /// <summary>A number with exact digits.</summary>
    Decimal,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A date with its time in UTC.</summary>
    Timestamp,

    /// <summary>A date.</summary>
    Date,

    /// <summary>A JSON document.</summary>
    Json,
}
