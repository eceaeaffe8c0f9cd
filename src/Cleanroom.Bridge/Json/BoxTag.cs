namespace Cleanroom.Bridge.Json;

/// <summary>The first word of an any box: what the two words behind it are.</summary>
enum BoxTag
{
    /// <summary>Nothing.</summary>
    Null = 0,

    /// <summary>A whole number in both words.</summary>
    Integer = 1,

    /// <summary>0 or 1.</summary>
    Boolean = 2,

    /// <summary>An f64 in both words, not aligned.</summary>
    Number = 3,

    /// <summary>Address of a length-prefixed string.</summary>
    String = 4,

    /// <summary>Address of a count and child slots.</summary>
    Array = 5,

    /// <summary>Address of a count and pairs of name and child slot.</summary>
    Object = 6,
}
