using System.Globalization;
using Cleanroom.Bridge.Database.Sql;
using MySqlConnector;

namespace Cleanroom.Bridge.Database.MySql;

/// <summary>Maps MySQL failures to the contract's error codes.</summary>
static class MySqlErrors
{
    // Errors of MariaDB that the driver has no names for.
    const MySqlErrorCode MariaDbConnectionKilled = (MySqlErrorCode)1927, MariaDbStatementTimeout = (MySqlErrorCode)1969;

    /// <summary>True for exceptions that the driver throws when a statement or the connection fails.</summary>
    public static bool IsExpected(Exception failure) =>
        failure is MySqlException or TimeoutException or IOException or OperationCanceledException or InvalidOperationException or NotSupportedException or FormatException or InvalidCastException or OverflowException or System.Net.Sockets.SocketException;

    /// <summary>True for a failure that the server reported: the connection is still usable.</summary>
    public static bool IsOfServer(Exception failure) => failure is MySqlException { SqlState.Length: > 0 } error && CodeOf(error) != DatabaseException.Connection;

    /// <summary>True for failures after which the server has rolled the whole transaction back.</summary>
    public static bool EndsTransaction(Exception failure) => failure is MySqlException { ErrorCode: MySqlErrorCode.LockDeadlock or MySqlErrorCode.XARBDeadlock };

    /// <summary>Returns the server's error where the driver hides it behind its own.</summary>
    public static Exception CauseOf(Exception failure) => failure is MySqlException { ErrorCode: MySqlErrorCode.DelimiterNotSupported, InnerException: MySqlException cause } ? cause : failure;

    /// <summary>Returns the failure as reported to the program.</summary>
    public static DatabaseException Of(Exception failure, StatementScope scope)
    {
        if (scope.Token.IsCancellationRequested) return DatabaseException.TimedOut(scope);
        if (failure is NotSupportedException) return DatabaseException.Invalid("this kind of statement is not supported");
        if (failure is not MySqlException { SqlState.Length: > 0 } error)
            return new DatabaseException(DatabaseException.Connection, "the connection to the database was lost", $"the connection to the database was lost: {DatabaseUrl.Mask(FailureText.Of(failure))}", failure);
        var state = string.Create(CultureInfo.InvariantCulture, $"MySQL error {error.Number}, SQLSTATE {error.SqlState}");
        return new DatabaseException(CodeOf(error), error.Message, NamesOnly(error.ErrorCode) ? $"{error.Message} ({state})" : state, error);
    }

    // Other messages may contain values or a part of the statement.
    static bool NamesOnly(MySqlErrorCode code) => code is MySqlErrorCode.NoSuchTable or MySqlErrorCode.BadFieldError or MySqlErrorCode.BadTable or MySqlErrorCode.TableExists
        or MySqlErrorCode.DuplicateFieldName or MySqlErrorCode.CannotDropFieldOrKey or MySqlErrorCode.StoredProcedureDoesNotExist or MySqlErrorCode.UnknownDatabase or MySqlErrorCode.ColumnCannotBeNull
        or MySqlErrorCode.NoDefaultForField or MySqlErrorCode.RowIsReferenced2 or MySqlErrorCode.NoReferencedRow2 or MySqlErrorCode.TableAccessDenied or MySqlErrorCode.ColumnAccessDenied;

    static string CodeOf(MySqlException error) => error.ErrorCode switch
    {
        MySqlErrorCode.QueryInterrupted or MySqlErrorCode.QueryTimeout or MariaDbStatementTimeout => DatabaseException.Timeout,
        MySqlErrorCode.TableAccessDenied or MySqlErrorCode.ColumnAccessDenied or MySqlErrorCode.DatabaseAccessDenied or MySqlErrorCode.SpecifiedAccessDeniedError or MySqlErrorCode.AccessDenied
            or MySqlErrorCode.PrecedureAccessDenied or MySqlErrorCode.OptionPreventsStatement or MySqlErrorCode.CannotExecuteInReadOnlyTransaction => DatabaseException.PermissionDenied,
        MySqlErrorCode.ConnectionCountError or MySqlErrorCode.TooManyUserConnections or MySqlErrorCode.ServerShutdown or MySqlErrorCode.NormalShutdown or MariaDbConnectionKilled
            or MySqlErrorCode.AbortingConnection or MySqlErrorCode.ClientInteractionTimeout => DatabaseException.Connection,
        MySqlErrorCode.DiskFull or MySqlErrorCode.RecordFileFull or MySqlErrorCode.OutOfMemory or MySqlErrorCode.OutOfSortMemory or MySqlErrorCode.OutOfResources or MySqlErrorCode.GetErrorNumber
            or MySqlErrorCode.ErrorDuringCommit or MySqlErrorCode.CrashedOnUsage => DatabaseException.Engine,
        _ => error.SqlState!.StartsWith("08", StringComparison.Ordinal) ? DatabaseException.Connection : DatabaseException.Query,
    };
}
