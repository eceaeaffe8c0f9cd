using Cleanroom.Server.Pipeline;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server;

/// <summary>The log lines of the server; 4009 is <see cref="RequestRecord"/>.</summary>
static partial class ServerLog
{
    [LoggerMessage(4001, LogLevel.Warning, "{Function}: the header {Name} is not allowed by HTTP and was not set")]
    public static partial void HeaderRefused(this ILogger logger, string function, string name);

    [LoggerMessage(4023, LogLevel.Warning, "{Count} queued calls are dropped: the server ends")]
    public static partial void QueuedCallsDropped(this ILogger logger, int count);

    [LoggerMessage(4022, LogLevel.Warning, "the header {Name} is not sent: its value is not ASCII, and this application's server writes ASCII only; UseCleanKestrel() sends any value")]
    public static partial void HeaderNotAscii(this ILogger logger, string name);

    [LoggerMessage(4002, LogLevel.Warning, "the status {Status} is not between 200 and 599 and was ignored")]
    public static partial void StatusRefused(this ILogger logger, int status);

    [LoggerMessage(4003, LogLevel.Warning, "{Function}: called outside of the entry point, without effect")]
    public static partial void RegisteredTooLate(this ILogger logger, string function);

    [LoggerMessage(4004, LogLevel.Error, "route {Method} {Pattern}: no handler {Handler} is exported; the route answers 500")]
    public static partial void HandlerMissing(this ILogger logger, string method, string pattern, string handler);

    [LoggerMessage(4005, LogLevel.Warning, "route {Method} {Pattern} replaces {Replaced}")]
    public static partial void RouteReplaced(this ILogger logger, string method, string pattern, string replaced);

    [LoggerMessage(4006, LogLevel.Error, "request {RequestId}: {Method} {Pattern} failed: {Reason}{Frames}")]
    public static partial void RequestTrapped(this ILogger logger, string requestId, string method, string pattern, string reason, LogList frames);

    [LoggerMessage(4008, LogLevel.Error, "request {RequestId}: internal error: {Failure}")]
    static partial void InternalError(ILogger logger, Exception error, string requestId, string failure);

    /// <summary>Logs an unexpected exception with its type; the stack is part of the exception.</summary>
    public static void InternalError(this ILogger logger, Exception error, string requestId) => InternalError(logger, error, requestId, $"{error.GetType().Name}: {error.Message}");

    [LoggerMessage(4010, LogLevel.Information, "the application has {Routes} routes")]
    public static partial void ApplicationStarted(this ILogger logger, int routes);

    [LoggerMessage(EventId = 4011, Message = "program: {Line}")]
    public static partial void GuestPrinted(this ILogger logger, LogLevel level, string line);

    [LoggerMessage(4012, LogLevel.Error, "the session store cannot be used: {Reason}")]
    public static partial void SessionStoreFailed(this ILogger logger, string reason);

    [LoggerMessage(4013, LogLevel.Warning, "a program keeps sessions under ids of {Length} characters; shorter ones than 16 can be guessed")]
    public static partial void ShortSessionId(this ILogger logger, int length);

    [LoggerMessage(4014, LogLevel.Warning, "{Function}: the cookie {Name} is not allowed and was not set: {Reason}")]
    public static partial void CookieRefused(this ILogger logger, string function, string name, string reason);

    [LoggerMessage(4015, LogLevel.Error, "no error handler {Handler} is exported; failed requests are answered with the error envelope")]
    public static partial void ErrorHandlerMissing(this ILogger logger, string handler);

    [LoggerMessage(EventId = 4016, Message = "program, request {RequestId}: {Line}")]
    public static partial void RequestPrinted(this ILogger logger, LogLevel level, string requestId, string line);

    [LoggerMessage(4017, LogLevel.Warning, "{File} is loaded again: {Routes} routes")]
    public static partial void Reloaded(this ILogger logger, string file, int routes);

    [LoggerMessage(4018, LogLevel.Error, "{File} cannot be loaded again, the version {Old} goes on: {Reason}")]
    public static partial void ReloadFailed(this ILogger logger, string file, string reason, string old);

    [LoggerMessage(4019, LogLevel.Information, "HTTP/2 connection of {Peer}: {Reason}")]
    public static partial void ProtocolError(this ILogger logger, string peer, string reason);

    [LoggerMessage(4020, LogLevel.Warning, "{Maximum} connections are open, the most there may be (--max-connections); further ones are closed")]
    public static partial void ConnectionRefused(this ILogger logger, int maximum);

    [LoggerMessage(4021, LogLevel.Information, "at most {Maximum} connections: the system lets this process have {Files} files open (ulimit -n)")]
    public static partial void ConnectionsReduced(this ILogger logger, int maximum, long files);

    [LoggerMessage(4026, LogLevel.Warning, "memory is used up: {Used} of {Limit} bytes of the budget ({Setting}) are in use; requests for which it has no room wait up to their time limit, then get 503")]
    public static partial void MemoryUsedUp(this ILogger logger, long used, long limit, string setting);

    [LoggerMessage(4025, LogLevel.Information, "at most {Maximum} guests that can block: the system lets this process have {Files} files open (ulimit -n)")]
    public static partial void BlockedReduced(this ILogger logger, int maximum, long files);
}
