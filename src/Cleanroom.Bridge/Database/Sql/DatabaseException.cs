using Cleanroom.Bridge.Settings;

namespace Cleanroom.Bridge.Database.Sql;

/// <summary>A failure that a program may meet: the code and message of the error envelope.</summary>
/// <param name="code">One of the constants.</param>
/// <param name="message">What the program reads.</param>
/// <param name="logged">What the log says instead, when the message may hold values of parameters; null for the message.</param>
/// <param name="innerException">The driver's exception.</param>
public sealed class DatabaseException(string code, string message, string? logged = null, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>There is no database.</summary>
    public const string NoDatabase = "NO_DB";

    /// <summary>The engine failed in another way.</summary>
    public const string Engine = "DB_ERROR";

    /// <summary>What the program passed is wrong.</summary>
    public const string Validation = "VALIDATION_ERROR";

    /// <summary>The statement is wrong, or does not fit the state of the connection.</summary>
    public const string Query = "QUERY_ERROR";

    /// <summary>The connection cannot be made, or is lost.</summary>
    public const string Connection = "CONNECTION_ERROR";

    /// <summary>What was asked for is not granted.</summary>
    public const string PermissionDenied = "PERMISSION_DENIED";

    /// <summary>There is no such table, column or migration.</summary>
    public const string NotFound = "NOT_FOUND";

    /// <summary>The time was up.</summary>
    public const string Timeout = "TIMEOUT";

    /// <summary>The result is larger than the limit.</summary>
    public const string TooLarge = "RESULT_TOO_LARGE";

    const int MaxCharacters = 200;

    /// <summary>The setting that decides about it, or null.</summary>
    public string? Setting { get; init; }

    /// <summary>One of the contract's codes.</summary>
    public string Code { get; } = code;

    /// <summary>What may stand in the log: never a parameter's value.</summary>
    public string Logged { get; } = FirstLine(logged ?? message);

    /// <summary>The first line, at most 200 characters.</summary>
    public string Shown { get; } = FirstLine(message);

    /// <summary>Something that the program passed is wrong.</summary>
    internal static DatabaseException Invalid(string message) => new(Validation, message);

    /// <summary>A script holds the begin or end of a transaction.</summary>
    internal static DatabaseException EndsTransaction() => Invalid("a statement begins or ends a transaction: leave it out, the script runs in a transaction of its own");

    /// <summary>The statement took too long, or the guest has to stop.</summary>
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
