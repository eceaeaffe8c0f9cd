using StackExchange.Redis;

namespace Cleanroom.Server.State;

/// <summary>A subscription to a channel of a Redis server, which the driver renews after a lost connection.</summary>
sealed class RedisSubscription : IDisposable
{
    readonly ConnectionMultiplexer _server;
    readonly ChannelMessageQueue _messages;
    readonly Action<bool> _connectionChanged;
    int _isLost;

    /// <summary>Subscribes.</summary>
    public RedisSubscription(ConnectionMultiplexer server, RedisChannel channel, Action<ReadOnlyMemory<byte>> received, Action<bool> connectionChanged)
    {
        (_server, _connectionChanged) = (server, connectionChanged);
        _messages = server.GetSubscriber().Subscribe(channel);
        _messages.OnMessage(message => received(message.Message));
        server.ConnectionFailed += Lost;
        server.ConnectionRestored += Restored;
    }

    public void Dispose()
    {
        _server.ConnectionFailed -= Lost;
        _server.ConnectionRestored -= Restored;
        try
        {
            _messages.Unsubscribe(CommandFlags.FireAndForget);
        }
        catch (ObjectDisposedException)
        {
            // The connection was disposed before it, and ended it.
        }
    }

    // The driver has two connections to a server, and reports each.
    void Lost(object? sender, ConnectionFailedEventArgs failure)
    {
        if (Interlocked.Exchange(ref _isLost, 1) == 0) _connectionChanged(false);
    }

    void Restored(object? sender, ConnectionFailedEventArgs connection)
    {
        if (connection.ConnectionType == ConnectionType.Subscription && Interlocked.Exchange(ref _isLost, 0) == 1) _connectionChanged(true);
    }
}
