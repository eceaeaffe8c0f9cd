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
}
