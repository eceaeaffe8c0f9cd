using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Database;

/// <summary>A table in its original spelling, with its columns in order.</summary>
/// <param name="Name">The table name.</param>
/// <param name="Columns">Its columns.</param>
sealed record DatabaseTable(string Name, IReadOnlyList<string> Columns)
{
    readonly long _readAt = Stopwatch.GetTimestamp();

    /// <summary>Time since it was read.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_readAt);

    /// <summary>Returns a column by exact name, else case-insensitively, or null.</summary>
    public string? Find(string column) =>
        Columns.FirstOrDefault(candidate => candidate == column) ?? Columns.FirstOrDefault(candidate => candidate.Equals(column, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Caches the columns of tables until a statement of this host changes the schema.</summary>
sealed class DatabaseCatalogue
{
    const int MaxTables = 1000;

    // A missing column may have been added by another client meanwhile.
    static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(2);

    readonly ConcurrentDictionary<string, DatabaseTable> _tables = new();

    /// <summary>Clears the cache.</summary>
    public void Clear() => _tables.Clear();

    /// <summary>Returns a table by name, or null when it does not exist.</summary>
    public DatabaseTable? Find(DatabaseConnection connection, string name, StatementScope scope, string? column = null)
    {
        if (!IsIdentifier(name)) return null;
        if (_tables.TryGetValue(name, out var cached) && (column is null || cached.Find(column) is not null || cached.Age < AskAgain)) return cached;
        var table = Read(connection, name, scope);
        if (table is null)
        {
            _tables.TryRemove(name, out _);
            return null;
        }
        if (_tables.Count >= MaxTables) _tables.Clear();
        return _tables[name] = table;
    }

    /// <summary>True for valid names: <c>[A-Za-z_][A-Za-z0-9_]*</c>.</summary>
    public static bool IsIdentifier(string name) =>
        name.Length is > 0 and <= 128 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    // Tries the name as written, then as the engine reads it without quotes.
    static DatabaseTable? Read(DatabaseConnection connection, string name, StatementScope scope) =>
        ReadExactly(connection, name, scope) ?? (connection.Dialect.Fold(name) is var folded && folded != name ? ReadExactly(connection, folded, scope) : null);

    static DatabaseTable? ReadExactly(DatabaseConnection connection, string name, StatementScope scope)
    {
        var columns = Texts(connection, connection.Dialect.ColumnsQuery, [connection.Dialect.TableValue(name)], scope).Select(static row => row[0]!).ToArray();
        return columns.Length == 0 ? null : new DatabaseTable(name, columns);
    }

    /// <summary>Runs a query of the host and returns its rows as text.</summary>
    public static List<string?[]> Texts(DatabaseConnection connection, ReadOnlySpan<byte> query, ReadOnlySpan<SqlValue> values, StatementScope scope)
    {
        var buffer = new ArrayBufferWriter<byte>();
        connection.Run(query, values, new RowWriter(buffer, scope.MaxResultBytes), scope);
        using var rows = JsonDocument.Parse(buffer.WrittenMemory);
        return [.. rows.RootElement.EnumerateArray().Select(static row => row.EnumerateObject().Select(static member => member.Value.ValueKind == JsonValueKind.Null ? null : member.Value.ToString()).ToArray())];
    }
}
