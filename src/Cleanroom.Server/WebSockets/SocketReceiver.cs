using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.WebSockets;

/// <summary>What came from a client.</summary>
enum SocketInput
{
    /// <summary>A message.</summary>
    Message,

    /// <summary>The beginning of a message that is longer than the limit.</summary>
    TooLong,

    /// <summary>The beginning of a message for which the memory budget has no room.</summary>
    NoMemory,

    /// <summary>A close frame.</summary>
    Close,
}

/// <summary>Receives messages of one client. Holds a buffer only from the first byte of a message to the end of its event.</summary>
/// <param name="socket">The connection.</param>
/// <param name="memory">The part of the memory budget for messages on their way.</param>
/// <param name="abort">Ends the connection without a farewell.</param>
sealed class SocketReceiver(WebSocket socket, TransferMemory memory, Action abort)
{
    /// <summary>Maximum number of bytes of a message.</summary>
    public const int MaxMessage = 1 << 20;

    // Does not count against the memory budget.
    const int FirstBuffer = 1 << 12;

    byte[] _buffer = [];
    int _length;
    Transfer? _transfer;

    /// <summary>The message, until it is released.</summary>
    public ReadOnlyMemory<byte> Message => _buffer.AsMemory(0, _length);

    /// <summary>Waits for a message.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SocketInput> ReceiveAsync()
    {
        // Returns when a message begins: a client that is silent holds no buffer.
        var frame = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        while (frame.MessageType != WebSocketMessageType.Close && !frame.EndOfMessage)
        {
            if (_length == MaxMessage)
            {
                // Only an empty last frame may follow.
                frame = await socket.ReceiveAsync(new byte[1].AsMemory(), CancellationToken.None);
                if (frame.Count > 0) return SocketInput.TooLong;
                continue;
            }
            if (_length == _buffer.Length && !TryGrow()) return SocketInput.NoMemory;
            frame = await socket.ReceiveAsync(_buffer.AsMemory(_length, Math.Min(_buffer.Length, MaxMessage) - _length), CancellationToken.None);
            _length += frame.Count;
        }
        if (_transfer is not null) memory.EndReceiving(_transfer);
        return frame.MessageType == WebSocketMessageType.Close ? SocketInput.Close : SocketInput.Message;
    }

    /// <summary>Waits for the client's close frame; everything before it is dropped.</summary>
    public async Task ReceiveCloseAsync()
    {
        Release();
        if (socket.State != WebSocketState.Open && socket.State != WebSocketState.CloseSent) return;
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Releases the message.</summary>
    public void Release()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length) = ([], 0);
        if (_transfer is not null) memory.Release(_transfer);
    }

    bool TryGrow()
    {
        var larger = Math.Max(FirstBuffer, 2 * _buffer.Length);
        if (larger > FirstBuffer && !memory.TryCharge(_transfer ??= new Transfer(abort), larger - _buffer.Length, null)) return false;
        var buffer = ArrayPool<byte>.Shared.Rent(larger);
        Message.CopyTo(buffer);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = buffer;
        return true;
    }
}
