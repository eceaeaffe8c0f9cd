using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.WebSockets;

/// <summary>The log lines of WebSocket.</summary>
static partial class SocketLog
{
    [LoggerMessage(4200, LogLevel.Information, "WebSocket client {Client} is closed with {Status}: {Reason}")]
    public static partial void SocketClosed(this ILogger logger, long client, int status, string reason);

    [LoggerMessage(4201, LogLevel.Warning, "{Maximum} WebSocket clients are connected, the most there may be (--max-sockets); further ones get 503")]
    public static partial void SocketsUsedUp(this ILogger logger, int maximum);

    [LoggerMessage(4205, LogLevel.Warning, "a WebSocket client is refused with 503: ids that no other server gives out need the broadcast engine, but {Reason}")]
    public static partial void NoSocketIds(this ILogger logger, string reason);

    [LoggerMessage(4202, LogLevel.Warning, "{Function}: a message of {Length} bytes is not sent, the limit is {Maximum} bytes")]
    public static partial void SocketMessageTooLong(this ILogger logger, string function, int length, int maximum);

    [LoggerMessage(4203, LogLevel.Warning, "_ws_room_join: the name of a room has {Length} bytes, the limit is {Maximum} bytes; the client is not added")]
    public static partial void RoomNameRefused(this ILogger logger, int length, int maximum);

    [LoggerMessage(4204, LogLevel.Warning, "_ws_room_join: client {Client} is in {Maximum} rooms, the most there may be; it is not added to another one")]
    public static partial void RoomRefused(this ILogger logger, long client, int maximum);
}
