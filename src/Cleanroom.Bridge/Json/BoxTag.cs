namespace Cleanroom.Bridge.Json;

/// <summary>The first word of an any box: the type of the two words that follow.</summary>
enum BoxTag
{
    /// <summary>Null.</summary>
    Null = 0,

    /// <summary>An integer in both words.</summary>
    Integer = 1,

    /// <summary>0 or 1.</summary>
    Boolean = 2,

    /// <summary>An f64 in both words, unaligned.</summary>
    Number = 3,

    /// <summary>Address of a length-prefixed string.</summary>
    String = 4,

    /// <summary>Address of a count followed by child slots.</summary>
    Array = 5,

    /// <summary>Address of a count followed by pairs of name and child slot.</summary>
    Object = 6,
}
