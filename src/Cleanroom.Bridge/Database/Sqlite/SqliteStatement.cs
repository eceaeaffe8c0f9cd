using System.Globalization;
using Cleanroom.Bridge.Database.Sql;
using SQLitePCL;

namespace Cleanroom.Bridge.Database.Sqlite;

/// <summary>A prepared statement and its properties.</summary>
sealed class SqliteStatement(sqlite3_stmt handle, SqlText text, bool inserts, bool changesSchema) : IDisposable
{
    const int CountOfPreparations = 5;

    RowNames? _names;
    int _preparations;

    /// <summary>The native statement.</summary>
    public sqlite3_stmt Handle { get; } = handle;

    /// <summary>The statement text and its number of values.</summary>
    public SqlText Text { get; } = text;

    /// <summary>True when it inserts rows itself.</summary>
    public bool Inserts { get; } = inserts;

    /// <summary>True when it may change the columns of tables.</summary>
    public bool ChangesSchema { get; } = changesSchema;

    /// <summary>Returns the column names. SQLite re-prepares a statement after a schema change, which may change them.</summary>
    public RowNames Names()
    {
        var preparations = raw.sqlite3_stmt_status(Handle, CountOfPreparations, 0);
        if (_names is { } cached && preparations == _preparations) return cached;
        _preparations = preparations;
        return _names = new RowNames([.. Enumerable.Range(0, raw.sqlite3_column_count(Handle)).Select(column => raw.sqlite3_column_name(Handle, column).utf8_to_string())]);
    }

    /// <summary>Binds the parameters.</summary>
    public void Bind(ReadOnlySpan<SqlValue> values)
    {
        var expected = raw.sqlite3_bind_parameter_count(Handle);
        if (expected > Text.Placeholders) throw DatabaseException.Invalid("the statement has named placeholders; use ? or $1");
        Text.RequireValues(values.Length);
        for (var i = 0; i < Math.Min(expected, values.Length); i++)
            if (Bind(i + 1, values[i]) is var result && result != raw.SQLITE_OK) throw SqliteErrors.Of(result, $"value {i + 1} cannot be bound", null);
    }

    /// <summary>Resets the statement and clears the parameters.</summary>
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
        SqlValueKind.Decimal when value.Text.AsSpan().IndexOfAny("eE."u8) < 0 => throw DatabaseException.Invalid($"value {index}: SQLite has no whole numbers beyond 64 bits; pass it as a string"),
        SqlValueKind.Decimal => raw.sqlite3_bind_double(Handle, index, double.Parse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture)),
        _ => raw.sqlite3_bind_text(Handle, index, value.Text),
    };

    // The same format as SQLite's date functions, so that both compare correctly.
    static string FormatTime(DateTime time) => time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
