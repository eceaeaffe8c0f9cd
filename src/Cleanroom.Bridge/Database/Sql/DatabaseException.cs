using Cleanroom.Bridge.Settings;

namespace Cleanroom.Bridge.Database.Sql;

/// <summary>A failure that a program may meet: the code and message of the error envelope.</summary>
/// <param name="code">One of the constants.</param>
/// <param name="message">What the program reads.</param>
/// <param name="logged">What the log says instead, when the message may hold values of parameters; null for the message.</param>
/// <param name="innerException">The driver's exception.</param>
sealed class DatabaseException(string code, string message, string? logged = null, Exception? innerException = null) : Exception(message, innerException)
{
    public const string NoDatabase = "NO_DB", Engine = "DB_ERROR", Validation = "VALIDATION_ERROR", Query = "QUERY_ERROR", Connection = "CONNECTION_ERROR",
        PermissionDenied = "PERMISSION_DENIED", NotFound = "NOT_FOUND", Timeout = "TIMEOUT", TooLarge = "RESULT_TOO_LARGE";

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
    public static DatabaseException Invalid(string message) => new(Validation, message);

    /// <summary>A script holds the begin or end of a transaction.</summary>
    public static DatabaseException EndsTransaction() => Invalid("a statement begins or ends a transaction: leave it out, the script runs in a transaction of its own");

    /// <summary>The statement took too long, or the guest has to stop.</summary>
    public static DatabaseException TimedOut(StatementScope scope) =>
        new(Timeout, scope.IsStopping ? "the statement was cancelled because the guest has to stop" : $"the statement took longer than {scope.Limit.TotalSeconds:0.###} s");

    static string FirstLine(string message)
    {
        var end = message.AsSpan().IndexOfAny('\r', '\n');
        if (end < 0) end = message.Length;
        if (end > MaxCharacters) end = char.IsHighSurrogate(message[MaxCharacters - 1]) ? MaxCharacters - 1 : MaxCharacters;
        return message[..end];
    }
}
