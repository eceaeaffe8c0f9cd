using Cleanroom.Bridge.Database.Sql;
using SQLitePCL;

namespace Cleanroom.Bridge.Database.Sqlite;

/// <summary>Maps SQLite result codes to the contract's error codes.</summary>
static class SqliteErrors
{
    /// <summary>Returns the exception for a result code.</summary>
    public static DatabaseException Of(int result, string message, StatementScope? scope)
    {
        var primary = result & 0xFF;
        // After a timeout, large values are no longer allowed.
        if (scope is not null && (primary == raw.SQLITE_INTERRUPT || primary == raw.SQLITE_TOOBIG && scope.Token.IsCancellationRequested)) return DatabaseException.TimedOut(scope);
        var code = primary switch
        {
            raw.SQLITE_AUTH or raw.SQLITE_PERM or raw.SQLITE_READONLY => DatabaseException.PermissionDenied,
            raw.SQLITE_CANTOPEN or raw.SQLITE_NOTADB => DatabaseException.Connection,
            raw.SQLITE_RANGE => DatabaseException.Validation,
            raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_SCHEMA or raw.SQLITE_TOOBIG or raw.SQLITE_ABORT or raw.SQLITE_MISUSE => DatabaseException.Query,
            _ => DatabaseException.Engine,
        };
        return new DatabaseException(code, message, primary == raw.SQLITE_CONSTRAINT ? null : $"{message} (SQLite result {result})");
    }

    /// <summary>True when the connection must not be reused.</summary>
    public static bool IsFatal(int result) => (result & 0xFF) is raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_CANTOPEN or raw.SQLITE_INTERRUPT or raw.SQLITE_NOMEM;
}
