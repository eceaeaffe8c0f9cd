namespace Cleanroom.Bridge.Database;

/// <summary>Whose SQL a text is.</summary>
enum SqlDialect
{
    /// <summary>SQLite: also <c>`names`</c> and <c>[names]</c>; comments do not nest; placeholders are <c>?1</c>.</summary>
    Sqlite,

    /// <summary>PostgreSQL: also <c>E'…'</c> and <c>$tag$…$tag$</c>; comments nest; placeholders are <c>$1</c>.</summary>
    Postgres,
}
