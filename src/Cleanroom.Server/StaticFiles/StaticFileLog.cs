using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.StaticFiles;

/// <summary>Log messages about static files.</summary>
static partial class StaticFileLog
{
    /// <summary>A link leads out of the mount, or the file belongs to the server.</summary>
    [LoggerMessage(4101, LogLevel.Warning, "static file {Path} below {Prefix} is refused: {Reason}")]
    public static partial void StaticFileRefused(this ILogger logger, string path, string prefix, string reason);

    /// <summary>A file exists but cannot be opened.</summary>
    [LoggerMessage(4102, LogLevel.Warning, "static file {Path} cannot be read: {Reason}")]
    public static partial void StaticFileUnreadable(this ILogger logger, string path, string reason);

    /// <summary>Reading failed after the headers were sent.</summary>
    [LoggerMessage(4103, LogLevel.Warning, "static file {Path}: the answer was broken off: {Reason}")]
    public static partial void StaticFileBrokenOff(this ILogger logger, string path, string reason);

    /// <summary>An invalid mount.</summary>
    [LoggerMessage(4104, LogLevel.Warning, "_http_serve_static: {Prefix} is not mounted: {Reason}")]
    public static partial void MountRefused(this ILogger logger, string prefix, string reason);
}
