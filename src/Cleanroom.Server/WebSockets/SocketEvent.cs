namespace Cleanroom.Server.WebSockets;

/// <summary>The WebSocket event that a guest works on. Its request is the handshake, which lasts as long as the connection.</summary>
sealed class SocketEvent
{
    /// <summary>The client, or null for a request that is no handshake.</summary>
    public SocketClient? Client { get; set; }

    /// <summary>The message, or empty.</summary>
    public ReadOnlyMemory<byte> Message { get; set; }
}
