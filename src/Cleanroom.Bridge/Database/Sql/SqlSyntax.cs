namespace Cleanroom.Bridge.Database.Sql;

/// <summary>Quotes and comments that not every engine has.</summary>
[Flags]
public enum SqlSyntax
{
    /// <summary>Those of the standard.</summary>
    Standard = 0,

    /// <summary><c>`names`</c>.</summary>
    BacktickNames = 1,

    /// <summary><c>[names]</c>.</summary>
    BracketNames = 2,

    /// <summary><c>E'…'</c>, in which a backslash escapes.</summary>
    EscapeStrings = 4,

    /// <summary>Comments in comments.</summary>
    NestedComments = 8,
}
