using Cleanroom.Bridge.Database.Sql;
using Npgsql;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>Maps PostgreSQL failures to the contract's error codes.</summary>
static class PostgresErrors
{
    public const string IndeterminateType = "42P18", SyntaxError = "42601", UndefinedColumn = "42703", UndefinedTable = "42P01", Cancelled = "57014", TransactionFailed = "25P02";

    /// <summary>True for exceptions that the driver throws when a statement or the connection fails.</summary>
    public static bool IsExpected(Exception failure) =>
        failure is NpgsqlException or TimeoutException or IOException or OperationCanceledException or InvalidOperationException or NotSupportedException or System.Net.Sockets.SocketException;

    /// <summary>Returns the failure as reported to the program.</summary>
    public static DatabaseException Of(Exception failure, StatementScope scope)
    {
        if (scope.Token.IsCancellationRequested) return DatabaseException.TimedOut(scope);
        if (failure is not PostgresException error)
            return failure is NotSupportedException
                ? DatabaseException.Invalid("this kind of statement is not supported")
                : new DatabaseException(DatabaseException.Connection, "the connection to the database was lost", $"the connection to the database was lost: {DatabaseUrl.Mask(FailureText.Of(failure))}", failure);
        // Messages of these classes contain names of tables and columns; others may contain values.
        var isNamesOnly = error.SqlState.StartsWith("42", StringComparison.Ordinal) || error.SqlState.StartsWith("23", StringComparison.Ordinal);
        return new DatabaseException(CodeOf(error.SqlState), error.MessageText, isNamesOnly ? $"{error.MessageText} (SQLSTATE {error.SqlState})" : $"SQLSTATE {error.SqlState}", error);
    }

    static string CodeOf(string state) => state switch
    {
        Cancelled => DatabaseException.Timeout,
        "42501" or "25006" => DatabaseException.PermissionDenied,
        "53300" or "57P01" or "57P02" or "57P03" or "57P05" => DatabaseException.Connection,
        _ => state[..2] switch
        {
            "08" => DatabaseException.Connection,
            "28" => DatabaseException.PermissionDenied,
            "53" or "58" or "F0" or "XX" => DatabaseException.Engine,
            _ => DatabaseException.Query,
        },
    };
}
