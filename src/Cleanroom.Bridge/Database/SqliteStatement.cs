using System.Globalization;
using SQLitePCL;

namespace Cleanroom.Bridge.Database;

/// <summary>A prepared statement and what is known of it.</summary>
sealed class SqliteStatement(sqlite3_stmt handle, SqlText text, bool inserts, bool changesSchema) : IDisposable
{
    /// <summary>SQLite's statement.</summary>
    public sqlite3_stmt Handle { get; } = handle;

    /// <summary>How many values it takes.</summary>
    public SqlText Text { get; } = text;

    /// <summary>True when it inserts rows itself.</summary>
    public bool Inserts { get; } = inserts;

    /// <summary>True when columns of tables may be others after it.</summary>
    public bool ChangesSchema { get; } = changesSchema;

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
