using Cleanroom.Server.State;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Cleanroom.Server.Broadcast;

/// <summary>
/// Broadcasts through a channel of a Redis server (Valkey and Garnet are the same). The server keeps nothing: servers that are not connected at that moment
/// get nothing.
/// </summary>
sealed class RedisBroadcast : BroadcastEngine
{
    const int IdLength = 16;

    readonly RedisConnection _redis;
    readonly ILogger _logger;
    readonly byte[] _id = Guid.NewGuid().ToByteArray();
    readonly RedisChannel _channel;
    readonly IDisposable _subscription;
    volatile bool _isLost;
    long _dropped;

    /// <summary>Subscribes to the channel.</summary>
    /// <exception cref="Bridge.HostException">The server refuses.</exception>
    public RedisBroadcast(RedisConnection redis, ILogger logger)
    {
        (_redis, _logger) = (redis, logger);
        _channel = RedisChannel.Literal($"{redis.Prefix}broadcast");
        _subscription = redis.Subscribe(_channel, Take, NoteConnection);
    }

    public override void Publish(ReadOnlySpan<byte> message)
    {
        var sent = new byte[IdLength + message.Length];
        _id.CopyTo(sent, 0);
        message.CopyTo(sent.AsSpan(IdLength));
        if (_isLost || !_redis.TryPublish(_channel, sent)) Interlocked.Increment(ref _dropped);
    }

    public override long TakeNumbers(int count)
    {
        try
        {
            return _redis.Run(commands => commands.StringIncrement($"{_redis.Prefix}socket", count)) - count + 1;
        }
        catch (Exception failure) when (RedisConnection.IsExpected(failure))
        {
            throw new BroadcastException($"the Redis server cannot be used: {RedisConnection.Reason(failure)} ({_redis.MaskedUrl})", failure);
        }
    }

    public override void Dispose()
    {
        _subscription.Dispose();
        base.Dispose();
    }

    // Own messages come back too.
    void Take(ReadOnlyMemory<byte> message)
    {
        if (message.Length >= IdLength && !message.Span[..IdLength].SequenceEqual(_id)) Received?.Invoke(message[IdLength..]);
    }

    // The driver notices the end of its connections one after the other: what the log calls lost is lost.
    void NoteConnection(bool isConnected)
    {
        _isLost = !isConnected;
        if (isConnected) _logger.BroadcastRestored(_redis.MaskedUrl, Interlocked.Exchange(ref _dropped, 0));
        else _logger.BroadcastLost(_redis.MaskedUrl);
    }
}
