using System.Globalization;
using Cleanroom.Bridge.Database.Sql;
using SQLitePCL;

namespace Cleanroom.Bridge.Database.Sqlite;

/// <summary>A prepared statement and what is known of it.</summary>
sealed class SqliteStatement(sqlite3_stmt handle, SqlText text, bool inserts, bool changesSchema) : IDisposable
{
    const int CountOfPreparations = 5;

    RowNames? _names;
    int _preparations;

    /// <summary>SQLite's statement.</summary>
    public sqlite3_stmt Handle { get; } = handle;

    /// <summary>How many values it takes.</summary>
    public SqlText Text { get; } = text;

    /// <summary>True when it inserts rows itself.</summary>
    public bool Inserts { get; } = inserts;

    /// <summary>True when columns of tables may be others after it.</summary>
    public bool ChangesSchema { get; } = changesSchema;

    /// <summary>The names of its columns. SQLite prepares a statement again by itself when the schema has changed, which may change them.</summary>
    public RowNames Names()
    {
        var preparations = raw.sqlite3_stmt_status(Handle, CountOfPreparations, 0);
        if (_names is { } known && preparations == _preparations) return known;
        _preparations = preparations;
        return _names = new RowNames([.. Enumerable.Range(0, raw.sqlite3_column_count(Handle)).Select(column => raw.sqlite3_column_name(Handle, column).utf8_to_string())]);
    }

    /// <summary>Sets the parameters.</summary>
    public void Bind(ReadOnlySpan<SqlValue> values)
    {
        var wanted = raw.sqlite3_bind_parameter_count(Handle);
        if (wanted > Text.Placeholders) throw DatabaseException.Invalid("the statement has named placeholders; use ? or $1");
        Text.RequireValues(values.Length);
        for (var i = 0; i < Math.Min(wanted, values.Length); i++)
            if (Bind(i + 1, values[i]) is var result && result != raw.SQLITE_OK) throw SqliteErrors.Of(result, $"value {i + 1} cannot be bound", null);
    }

    /// <summary>Ends the run and forgets the parameters.</summary>
    public void Reset()
    {
        raw.sqlite3_reset(Handle);
        raw.sqlite3_clear_bindings(Handle);
    }

    public void Dispose() => Handle.Dispose();

    int Bind(int index, SqlValue value) => value.Kind switch
    {
        SqlValueKind.Null => raw.sqlite3_bind_null(Handle, index),
        SqlValueKind.Boolean or SqlValueKind.Integer => raw.sqlite3_bind_int64(Handle, index, value.Integer),
        SqlValueKind.Number => raw.sqlite3_bind_double(Handle, index, value.Number),
        SqlValueKind.Timestamp => raw.sqlite3_bind_text(Handle, index, FormatTime(value.Time)),
        SqlValueKind.LargeInteger => throw DatabaseException.Invalid($"value {index}: SQLite has no whole numbers beyond 64 bits; pass it as a string"),
        _ => raw.sqlite3_bind_text(Handle, index, value.Text),
    };

    // As SQLite's own functions write it, so that the two compare.
    static string FormatTime(DateTime time) => time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
