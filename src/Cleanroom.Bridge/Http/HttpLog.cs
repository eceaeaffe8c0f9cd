using Microsoft.Extensions.Logging;

namespace Cleanroom.Bridge.Http;

/// <summary>Log messages of the HTTP client. URLs are not logged: they may contain secrets.</summary>
static partial class HttpLog
{
    [LoggerMessage(EventId = 7002, Level = LogLevel.Warning, Message = "{Function} failed: {Reason}")]
    public static partial void HttpFailed(this ILogger logger, string function, string reason);
}
