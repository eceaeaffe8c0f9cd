using System.Runtime.InteropServices;
using Cleanroom.Bridge.Database.Sql;
using SQLitePCL;

namespace Cleanroom.Bridge.Database.Sqlite;

/// <summary>Copies SQLite rows by storage class.</summary>
static class SqliteRows
{
    /// <summary>Writes the current row of a statement. Returns false when the maximum is reached.</summary>
    public static bool Write(sqlite3_stmt statement, int columns, RowWriter rows)
    {
        if (!rows.BeginRow()) return false;
        for (var i = 0; i < columns; i++)
            switch (raw.sqlite3_column_type(statement, i))
            {
                case raw.SQLITE_INTEGER: rows.Integer(raw.sqlite3_column_int64(statement, i)); break;
                case raw.SQLITE_FLOAT: rows.Number(raw.sqlite3_column_double(statement, i)); break;
                case raw.SQLITE_TEXT: rows.Text(Text(statement, i)); break;
                case raw.SQLITE_BLOB: rows.Bytes(raw.sqlite3_column_blob(statement, i)); break;
                default: rows.Null(); break;
            }
        rows.EndRow();
        return true;
    }

    // The bytes stay valid until the next step; requesting text also converts UTF-16 databases.
    static ReadOnlySpan<byte> Text(sqlite3_stmt statement, int column)
    {
        var text = raw.sqlite3_column_text(statement, column);
        var length = raw.sqlite3_column_bytes(statement, column);
        return length == 0 ? default : MemoryMarshal.CreateReadOnlySpan(in text.GetPinnableReference(), length);
    }
}
