using Microsoft.Extensions.Logging;

namespace Cleanroom.Bridge.Abi;

/// <summary>The log lines about imports.</summary>
static partial class AbiLog
{
    [LoggerMessage(1001, LogLevel.Warning, "{Function} is not there yet in this version of Cleanroom: it answers its failure value")]
    public static partial void FunctionUnavailable(this ILogger logger, string function);

    [LoggerMessage(1002, LogLevel.Warning, "{Function} is denied by the module's section clean:permissions: it answers its failure value")]
    public static partial void FunctionDenied(this ILogger logger, string function);

    [LoggerMessage(1003, LogLevel.Warning, "{Function}: {Export} is not called: it is no exported function, its arguments are no JSON array, or too many calls wait")]
    public static partial void CallRefused(this ILogger logger, string function, string export);

    [LoggerMessage(1004, LogLevel.Error, "the queued call of {Export} failed: {Reason}")]
    public static partial void QueuedCallFailed(this ILogger logger, string export, string reason);
}
