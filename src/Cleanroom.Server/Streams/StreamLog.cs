using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Streams;

/// <summary>What is logged about event streams.</summary>
static partial class StreamLog
{
    [LoggerMessage(4150, LogLevel.Warning, "{RequestId} the handler of the stream {Pattern} was stopped: it did not return within {Seconds} s after the stream had ended; it should end its loop when _sse_is_connected returns 0")]
    public static partial void StreamStopped(this ILogger logger, string requestId, string pattern, double seconds);

    [LoggerMessage(4152, LogLevel.Information, "at most {Maximum} event streams: the system lets this process have {Files} files open (ulimit -n)")]
    public static partial void StreamsReduced(this ILogger logger, int maximum, long files);

    [LoggerMessage(4151, LogLevel.Warning, "{RequestId} the stream {Pattern} was closed: its client left more than {Bytes} bytes unread")]
    public static partial void StreamOverrun(this ILogger logger, string requestId, string pattern, int bytes);
}
