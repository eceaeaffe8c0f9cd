using Cleanroom.Bridge.Settings;

namespace Cleanroom.Bridge.Database.Sql;

/// <summary>An expected failure: the code and message of the error envelope.</summary>
/// <param name="code">One of the constants.</param>
/// <param name="message">The message for the program.</param>
/// <param name="logged">The message for the log if the other one may contain parameter values; null to log the same message.</param>
/// <param name="innerException">The driver's exception.</param>
public sealed class DatabaseException(string code, string message, string? logged = null, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>There is no database.</summary>
    public const string NoDatabase = "NO_DB";

    /// <summary>Any other failure of the engine.</summary>
    public const string Engine = "DB_ERROR";

    /// <summary>The program passed an invalid argument.</summary>
    public const string Validation = "VALIDATION_ERROR";

    /// <summary>The statement is invalid, or not allowed in the state of the connection.</summary>
    public const string Query = "QUERY_ERROR";

    /// <summary>Connecting failed, or the connection was lost.</summary>
    public const string Connection = "CONNECTION_ERROR";

    /// <summary>The requested resource is not granted.</summary>
    public const string PermissionDenied = "PERMISSION_DENIED";

    /// <summary>The table, column or migration does not exist.</summary>
    public const string NotFound = "NOT_FOUND";

    /// <summary>The time limit was exceeded.</summary>
    public const string Timeout = "TIMEOUT";

    /// <summary>The result exceeds the size limit.</summary>
    public const string TooLarge = "RESULT_TOO_LARGE";

    const int MaxCharacters = 200;

    /// <summary>The setting that controls it, or null.</summary>
    public string? Setting { get; init; }

    /// <summary>One of the constants.</summary>
    public string Code { get; } = code;

    /// <summary>The first line for the log; never contains a parameter value.</summary>
    public string Logged { get; } = FirstLine(logged ?? message);

    /// <summary>The first line, at most 200 characters.</summary>
    public string Shown { get; } = FirstLine(message);

    /// <summary>Creates the exception for an invalid argument.</summary>
    internal static DatabaseException Invalid(string message) => new(Validation, message);

    /// <summary>Creates the exception for a script that begins or ends a transaction.</summary>
    internal static DatabaseException EndsTransaction() => Invalid("a statement begins or ends a transaction: remove it, the script already runs in a transaction");

    /// <summary>Creates the exception for a text with more than one statement.</summary>
    internal static DatabaseException SeveralStatements() => Invalid("the SQL text contains several statements; run one at a time");

    /// <summary>Creates the exception for a text without a statement.</summary>
    internal static DatabaseException NoStatement() => Invalid("the SQL text contains no statement");

    /// <summary>Creates the exception for a savepoint outside of a transaction, which would have no effect.</summary>
    internal static DatabaseException SavepointAlone() => new(Query, "a savepoint needs an open transaction; call _db_begin first");

    /// <summary>Creates the exception for a statement that took too long or whose guest has to stop.</summary>
    internal static DatabaseException TimedOut(StatementScope scope) =>
        new(Timeout, scope.IsStopping ? "the statement was cancelled because the guest has to stop" : $"the statement took longer than {scope.Limit.TotalSeconds:0.###} s");

    static string FirstLine(string message)
    {
        var end = message.AsSpan().IndexOfAny('\r', '\n');
        if (end < 0) end = message.Length;
        if (end > MaxCharacters) end = char.IsHighSurrogate(message[MaxCharacters - 1]) ? MaxCharacters - 1 : MaxCharacters;
        return message[..end];
    }
}
