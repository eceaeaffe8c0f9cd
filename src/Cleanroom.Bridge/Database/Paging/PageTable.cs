using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Database.Paging;

/// <summary>
/// The table of a page function. Names of columns are those of the catalogue, which is asked again about one that is missing, and stand in the SQL behind the
/// table's: alone, SQLite would take a name that is gone for a text.
/// </summary>
sealed class PageTable
{
    readonly DatabaseSession _session;
    DatabaseTable _table;

    PageTable(DatabaseSession session, DatabaseTable table) => (_session, _table) = (session, table);

    /// <summary>The table as SQL.</summary>
    public string Sql => Quote(_table.Name);

    /// <summary>Finds a table by its name.</summary>
    /// <exception cref="DatabaseException">It is not a name, or there is no such table.</exception>
    public static PageTable Find(DatabaseSession session, string name)
    {
        if (!DatabaseCatalogue.IsIdentifier(name)) throw DatabaseException.Invalid($"\"{LoggedText.Of(name)}\" is not the name of a table");
        return new PageTable(session, session.FindTable(name) ?? throw new DatabaseException(DatabaseException.NotFound, $"there is no table {name}"));
    }

    /// <summary>True when it has a column.</summary>
    public bool Has(string column) => Lookup(column) is not null;

    /// <summary>A column in its own spelling.</summary>
    /// <exception cref="DatabaseException">The table has none of that name.</exception>
    public string ColumnOf(string column)
    {
        if (!DatabaseCatalogue.IsIdentifier(column)) throw DatabaseException.Invalid($"\"{LoggedText.Of(column)}\" is not the name of a column");
        return Lookup(column) ?? throw DatabaseException.Invalid($"the table {_table.Name} has no column {column}");
    }

    /// <summary>A column as SQL.</summary>
    public string SqlOf(string column) => $"{Sql}.{Quote(ColumnOf(column))}";

    string? Lookup(string column)
    {
        if (_table.Find(column) is { } known) return known;
        if (_session.FindTable(_table.Name, column) is not { } current) return null;
        _table = current;
        return current.Find(column);
    }

    string Quote(string name) => _session.Dialect.Quote(name);
}
