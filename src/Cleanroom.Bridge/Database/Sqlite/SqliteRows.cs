using System.Runtime.InteropServices;
using Cleanroom.Bridge.Database.Sql;
using SQLitePCL;

namespace Cleanroom.Bridge.Database.Sqlite;

/// <summary>
/// Copies SQLite rows by storage class. Values are read by calls of our own: those of the library count references to the statement at each call, which costs
/// more than the call itself.
/// </summary>
static partial class SqliteRows
{
    const string Library = "e_sqlite3";

    /// <summary>Writes the current row of a statement, which must not be disposed meanwhile. Returns false when the maximum is reached.</summary>
    public static bool Write(sqlite3_stmt statement, int columns, RowWriter rows)
    {
        if (!rows.BeginRow()) return false;
        var row = statement.DangerousGetHandle();
        for (var i = 0; i < columns; i++)
            switch (ColumnType(row, i))
            {
                case raw.SQLITE_INTEGER: rows.Integer(ColumnInt64(row, i)); break;
                case raw.SQLITE_FLOAT: rows.Number(ColumnDouble(row, i)); break;
                case raw.SQLITE_TEXT: rows.Text(Bytes(ColumnText(row, i), row, i)); break;
                case raw.SQLITE_BLOB: rows.Bytes(Bytes(ColumnBlob(row, i), row, i)); break;
                default: rows.Null(); break;
            }
        rows.EndRow();
        return true;
    }

    // The bytes stay valid until the next step. They are requested before their number, because that conversion may change it.
    static unsafe ReadOnlySpan<byte> Bytes(nint start, nint row, int column) => new((void*)start, start == 0 ? 0 : ColumnBytes(row, column));

    [LibraryImport(Library, EntryPoint = "sqlite3_column_type"), SuppressGCTransition]
    private static partial int ColumnType(nint row, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64"), SuppressGCTransition]
    private static partial long ColumnInt64(nint row, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_double"), SuppressGCTransition]
    private static partial double ColumnDouble(nint row, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes"), SuppressGCTransition]
    private static partial int ColumnBytes(nint row, int column);

    // Converts the text of a UTF-16 database, and reads a large value from its pages.
    [LibraryImport(Library, EntryPoint = "sqlite3_column_text")]
    private static partial nint ColumnText(nint row, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_blob")]
    private static partial nint ColumnBlob(nint row, int column);
}
