using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Cors;

/// <summary>Log messages about origins.</summary>
static partial class CorsLog
{
    /// <summary>The program's list is invalid.</summary>
    [LoggerMessage(4121, LogLevel.Warning, "_cors_configure: {Wrong} is not allowed: origins are written like https://example.org:8443, without a path, or as *")]
    public static partial void OriginsRefused(this ILogger logger, string wrong);

    /// <summary>Cookies were requested for any origin.</summary>
    [LoggerMessage(4122, LogLevel.Warning, "_cors_configure: cookies of any origin (*) are not allowed: list the origins that may send them")]
    public static partial void CredentialsIgnored(this ILogger logger);
}
