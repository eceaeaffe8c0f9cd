namespace Cleanroom.Bridge.Database.Sql;

/// <summary>The column types that programs declare; each engine has its own names for them.</summary>
public enum SqlColumnType
{
    /// <summary>Text of any length.</summary>
    Text,

    /// <summary>An integer.</summary>
    Integer,

    /// <summary>A 64-bit integer.</summary>
    LargeInteger,

    /// <summary>A double.</summary>
    Number,

    /// <summary>An exact decimal number.</summary>
    Decimal,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A date and time in UTC.</summary>
    Timestamp,

    /// <summary>A date.</summary>
    Date,

    /// <summary>A JSON document.</summary>
    Json,

    /// <summary>Text that is compared exactly and can be a primary key; on MySQL up to 255 characters.</summary>
    Key,
}
