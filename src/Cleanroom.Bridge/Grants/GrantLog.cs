using Cleanroom.Bridge.Settings;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Bridge.Grants;

/// <summary>Log messages about refusals and expected failures.</summary>
static partial class GrantLog
{
    /// <summary>A path outside the granted directories, or one that no grant can open.</summary>
    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning, Message = "{Function}: \"{Path}\" is refused: {Reason}. {Option} would grant it.")]
    public static partial void PathRefused(this ILogger logger, string function, string path, string reason, string option);

    /// <summary>A path that no option grants.</summary>
    [LoggerMessage(EventId = 2002, Level = LogLevel.Warning,
        Message = "{Function}: \"{Path}\" is refused: {Reason}. {Option} grants directories, but not this path.")]
    public static partial void PathNeverGranted(this ILogger logger, string function, string path, string reason, string option);

    /// <summary>An environment variable whose name looks like a secret.</summary>
    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning,
        Message = "{Function}: the environment variable {Name} is refused: its name looks like a secret's. {Setting} {Name} would grant it.")]
    public static partial void VariableRefused(this ILogger logger, string function, string name, string setting);

    /// <summary>An address that is neither public nor granted. URLs are not logged: they may contain secrets.</summary>
    [LoggerMessage(EventId = 7001, Level = LogLevel.Warning, Message = "{Function}: {Host}:{Port} is refused: its address is not public or not granted. {Setting} {Host}:{Port} would grant it.")]
    public static partial void NetworkRefused(this ILogger logger, string function, string host, int port, string setting);

    /// <summary>A file operation failed in an expected way.</summary>
    public static void FileFailed(this ILogger logger, string function, ReadOnlySpan<byte> path, string reason)
    {
        if (!logger.IsEnabled(LogLevel.Information)) return;
        var shownPath = LoggedText.Of(path);
        var shownReason = LoggedText.Of(reason);
        WriteFileFailed(logger, function, shownPath, shownReason);
    }

    /// <summary>A result or file above the size limit.</summary>
    [LoggerMessage(EventId = 2005, Level = LogLevel.Warning, Message = "{Function}: the result is larger than the limit of {Limit} bytes.")]
    public static partial void ResultTooLarge(this ILogger logger, string function, long limit);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Information, Message = "{Function}: \"{Path}\" failed: {Reason}.", SkipEnabledCheck = true)]
    private static partial void WriteFileFailed(ILogger logger, string function, string path, string reason);
}
