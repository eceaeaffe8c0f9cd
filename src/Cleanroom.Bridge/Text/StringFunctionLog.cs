using Microsoft.Extensions.Logging;

namespace Cleanroom.Bridge.Text;

/// <summary>Log messages of string functions.</summary>
static partial class StringFunctionLog
{
    /// <summary>Logs why <c>string_join</c> returned the empty string.</summary>
    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning, Message = "string_join: the first argument of {Length} bytes is not a JSON array of strings")]
    public static partial void JoinRefused(ILogger logger, int length);
}
