using System.Buffers;
using System.Net.WebSockets;
using System.Text.Unicode;
using Cleanroom.Wasm;
using Microsoft.Extensions.ObjectPool;

namespace Cleanroom.Server.WebSockets;

/// <summary>A message to any number of clients, which share its bytes. The last holder returns the buffer.</summary>
sealed class SocketMessage
{
    const int MaxUncharged = 1 << 12;

    static readonly DefaultObjectPool<SocketMessage> Pool = new(new DefaultPooledObjectPolicy<SocketMessage>());

    byte[] _buffer = [];
    int _holders;
    MemoryBudget? _charged;

    /// <summary>Number of bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, Length);

    /// <summary>Text when the bytes are valid UTF-8, else binary.</summary>
    public WebSocketMessageType Type { get; private set; }

    /// <summary>Copies the bytes of a message. The caller holds it.</summary>
    public static SocketMessage Copy(ReadOnlySpan<byte> bytes)
    {
        var message = Pool.Get();
        message._buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(message._buffer);
        message.Length = bytes.Length;
        message.Type = Utf8.IsValid(bytes) ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        message._holders = 1;
        return message;
    }

    /// <summary>Adds a holder.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>Charges a budget with the bytes, once for all holders. Called by the one who sends. Returns false when there is no room.</summary>
    public bool TryCharge(MemoryBudget budget)
    {
        if (_charged is not null || Length <= MaxUncharged) return true;
        if (!budget.TryCharge(Length)) return false;
        _charged = budget;
        return true;
    }

    /// <summary>Called once by each holder.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0) return;
        _charged?.Release(Length);
        _charged = null;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Pool.Return(this);
    }
}
