using System.Net.WebSockets;
using Cleanroom.Wasm;

namespace Cleanroom.Server.WebSockets;

/// <summary>
/// Sends messages to one client, in order. What the client does not take at once waits in a queue; a client whose queue is full is closed with 1013 (contract,
/// server 10). Nobody who sends waits for the client.
/// </summary>
/// <param name="socket">The connection.</param>
/// <param name="memory">The memory budget.</param>
/// <param name="clock">The clock.</param>
/// <param name="abort">Ends the connection without a farewell.</param>
sealed class SocketSender(WebSocket socket, MemoryBudget memory, TimeProvider clock, Action abort)
{
    /// <summary>Maximum number of messages that wait for a client.</summary>
    public const int MaxMessages = 64;

    /// <summary>Maximum number of bytes that wait for a client.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The status for a client that does not read what it is sent: try again later (RFC 6455, 7.4.1 and its registry).</summary>
    public const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;

    /// <summary>How long a client may take to answer the close frame.</summary>
    static readonly TimeSpan MaxClosing = TimeSpan.FromSeconds(5);

    readonly Lock _gate = new();
    readonly Queue<SocketMessage> _waiting = new();
    SocketMessage? _current;
    int _bytes;
    bool _isWriting;
    bool _hasEnded;
    WebSocketCloseStatus? _status;
    TaskCompletionSource? _closed;
    ITimer? _limit;

    /// <summary>True when the connection is closed or about to be: nothing more is sent.</summary>
    public bool IsClosing
    {
        get
        {
            lock (_gate) return _status is not null;
        }
    }

    /// <summary>Sends a message, or closes the connection when too many wait. Does not block. Returns false when the queue was full.</summary>
    public bool Send(SocketMessage message)
    {
        bool isFull;
        lock (_gate)
        {
            if (_status is not null) return true;
            isFull = _waiting.Count + (_current is null ? 0 : 1) >= MaxMessages || message.Length > MaxBytes - _bytes || !message.TryCharge(memory);
            if (isFull)
            {
                DropWaiting();
                Begin(TryAgainLater);
            }
            else
            {
                message.Hold();
                _waiting.Enqueue(message);
                _bytes += message.Length;
            }
            if (_isWriting) return !isFull;
            _isWriting = true;
        }
        _ = WriteAsync();
        return !isFull;
    }

    /// <summary>Closes the connection after the messages that wait. The first status counts.</summary>
    public void Close(WebSocketCloseStatus status) => _ = CloseAsync(status);

    /// <summary>Closes the connection. The task ends when the close frame is sent, or cannot be.</summary>
    public Task CloseAsync(WebSocketCloseStatus status)
    {
        lock (_gate)
        {
            if (_status is null) Begin(status);
            if (_closed is null) return Task.CompletedTask;
            if (_isWriting) return _closed.Task;
            _isWriting = true;
        }
        _ = WriteAsync();
        return _closed.Task;
    }

    /// <summary>Called when the connection has ended, at least in one direction.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_current is not null) abort();
            _hasEnded = true;
            _status ??= WebSocketCloseStatus.NormalClosure;
            DropWaiting();
            _limit?.Dispose();
        }
    }

    void Begin(WebSocketCloseStatus status)
    {
        _status = status;
        _closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _limit = clock.CreateTimer(static sender => ((SocketSender)sender!).Abort(), this, MaxClosing, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends the connection, unless it has ended: it may belong to another request then.</summary>
    public void Abort()
    {
        lock (_gate)
            if (!_hasEnded) abort();
    }

    async Task WriteAsync()
    {
        try
        {
            WebSocketCloseStatus? closing;
            while (TakeNext(out closing) is { } message) await socket.SendAsync(message.Bytes, message.Type, endOfMessage: true, CancellationToken.None);
            if (closing is null) return;
            await socket.CloseOutputAsync(closing.Value, null, CancellationToken.None);
        }
        catch (Exception failure) when (SocketClient.IsGone(failure))
        {
            Abort();
            lock (_gate)
            {
                _status ??= WebSocketCloseStatus.NormalClosure;
                DropWaiting();
                DropCurrent();
            }
        }
        _closed?.TrySetResult();
    }

    // Returns null when nothing waits; the status when the connection has to be closed then. After that, nobody writes.
    SocketMessage? TakeNext(out WebSocketCloseStatus? closing)
    {
        lock (_gate)
        {
            DropCurrent();
            closing = null;
            if (_waiting.TryDequeue(out _current)) return _current;
            closing = _status;
            _isWriting = closing is not null;
            return null;
        }
    }

    void DropCurrent()
    {
        if (_current is null) return;
        _bytes -= _current.Length;
        _current.Release();
        _current = null;
    }

    void DropWaiting()
    {
        while (_waiting.TryDequeue(out var message))
        {
            _bytes -= message.Length;
            message.Release();
        }
    }
}
