using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Database.Paging;

/// <summary>
/// The table of a page function. Column names come from the catalogue, which is reloaded for a missing one, and are qualified with the table in SQL: SQLite
/// would read an unqualified name that no longer exists as a string.
/// </summary>
sealed class PageTable
{
    readonly DatabaseSession _session;
    DatabaseTable _table;

    PageTable(DatabaseSession session, DatabaseTable table) => (_session, _table) = (session, table);

    /// <summary>The quoted table name.</summary>
    public string Sql => Quote(_table.Name);

    /// <summary>Finds a table by its name.</summary>
    /// <exception cref="DatabaseException">The name is invalid, or the table does not exist.</exception>
    public static PageTable Find(DatabaseSession session, string name)
    {
        if (!DatabaseCatalogue.IsIdentifier(name)) throw DatabaseException.Invalid($"\"{LoggedText.Of(name)}\" is not the name of a table");
        return new PageTable(session, session.FindTable(name) ?? throw new DatabaseException(DatabaseException.NotFound, $"there is no table {name}"));
    }

    /// <summary>True when the table has a column.</summary>
    public bool Has(string column) => Lookup(column) is not null;

    /// <summary>Returns a column in its original spelling.</summary>
    /// <exception cref="DatabaseException">The table has no such column.</exception>
    public string ColumnOf(string column)
    {
        if (!DatabaseCatalogue.IsIdentifier(column)) throw DatabaseException.Invalid($"\"{LoggedText.Of(column)}\" is not the name of a column");
        return Lookup(column) ?? throw DatabaseException.Invalid($"the table {_table.Name} has no column {column}");
    }

    /// <summary>Returns the qualified, quoted name of a column.</summary>
    public string SqlOf(string column) => $"{Sql}.{Quote(ColumnOf(column))}";

    string? Lookup(string column)
    {
        if (_table.Find(column) is { } found) return found;
        if (_session.FindTable(_table.Name, column) is not { } current) return null;
        _table = current;
        return current.Find(column);
    }

    string Quote(string name) => _session.Dialect.Quote(name);
}
