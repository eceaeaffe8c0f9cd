namespace Cleanroom.Bridge.Json;

/// <summary>The kind of a JSON value.</summary>
enum JsonKind
{
    /// <summary>The literal <c>null</c>.</summary>
    Null,

    /// <summary>The literal <c>false</c>.</summary>
    False,

    /// <summary>The literal <c>true</c>.</summary>
    True,

    /// <summary>A number, kept as text.</summary>
    Number,

    /// <summary>A string, kept without its escapes.</summary>
    String,

    /// <summary>Values in order.</summary>
    Array,

    /// <summary>Names and values in order.</summary>
    Object,
}
