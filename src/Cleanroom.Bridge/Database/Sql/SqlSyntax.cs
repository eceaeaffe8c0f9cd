namespace Cleanroom.Bridge.Database.Sql;

/// <summary>Quotes and comments that only some engines support.</summary>
[Flags]
public enum SqlSyntax
{
    /// <summary>Standard SQL.</summary>
    Standard = 0,

    /// <summary><c>`names`</c>.</summary>
    BacktickNames = 1,

    /// <summary><c>[names]</c>.</summary>
    BracketNames = 2,

    /// <summary><c>E'…'</c>, in which a backslash escapes.</summary>
    EscapeStrings = 4,

    /// <summary>Nested comments.</summary>
    NestedComments = 8,

    /// <summary>A backslash escapes in <c>'…'</c> and <c>"…"</c>.</summary>
    BackslashEscapes = 16,

    /// <summary><c># comments</c>; <c>--</c> begins a comment only before white space.</summary>
    HashComments = 32,

    /// <summary><c>/*! … */</c>, whose content is executed.</summary>
    ExecutableComments = 64,
}
