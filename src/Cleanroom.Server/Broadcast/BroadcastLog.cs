using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Broadcast;

/// <summary>What is logged about messages between servers.</summary>
static partial class BroadcastLog
{
    [LoggerMessage(4160, LogLevel.Warning, "the connection for broadcasts is lost: messages reach the clients of this server alone ({Place})")]
    public static partial void BroadcastLost(this ILogger logger, string place);

    [LoggerMessage(4161, LogLevel.Information, "the connection for broadcasts is back; {Dropped} messages have not reached other servers ({Place})")]
    public static partial void BroadcastRestored(this ILogger logger, string place, long dropped);
}
