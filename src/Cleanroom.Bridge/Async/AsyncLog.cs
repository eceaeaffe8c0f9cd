using Microsoft.Extensions.Logging;

namespace Cleanroom.Bridge.Async;

/// <summary>Log messages about calls of exports by name.</summary>
static partial class AsyncLog
{
    [LoggerMessage(1003, LogLevel.Warning, "{Function}: {Export} is not called: it is no exported function, its arguments are no JSON array, or too many calls wait")]
    public static partial void CallRefused(this ILogger logger, string function, string export);

    [LoggerMessage(1004, LogLevel.Error, "the queued call of {Export} failed: {Reason}")]
    public static partial void QueuedCallFailed(this ILogger logger, string export, string reason);
}
