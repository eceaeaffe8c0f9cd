using System.Text;
using Cleanroom.Server.Broadcast;
using Cleanroom.Server.State;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Broadcast;

/// <summary>Messages between servers through a real Redis server.</summary>
public sealed class RedisBroadcastTests
{
    readonly LogCollector _log = new();
    readonly List<string> _received = [];

    [Fact]
    public void Messages_reach_the_others_in_their_order_and_not_their_sender()
    {
        var url = RedisServer.Require().Url + "?prefix=order:";
        using var redis = RedisConnection.Open(url);
        using var other = RedisConnection.Open(url);
        using var first = new RedisBroadcast(redis, _log);
        using var second = new RedisBroadcast(other, _log) { Received = Add };
        first.Received = static _ => throw new InvalidOperationException("a server gets its own message");
        for (var i = 0; i < 1000; i++) first.Publish(Encoding.ASCII.GetBytes($"{i}"));
        Wait(1000);
        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => $"{i}"), _received);
    }

    [Fact]
    public void Bytes_and_sizes_are_kept_and_prefixes_do_not_mix()
    {
        var server = RedisServer.Require();
        using var redis = RedisConnection.Open(server.Url + "?prefix=a:");
        using var same = RedisConnection.Open(server.Url + "?prefix=a:");
        using var stranger = RedisConnection.Open(server.Url + "?prefix=b:");
        using var sender = new RedisBroadcast(redis, _log);
        byte[]? received = null;
        using var receiver = new RedisBroadcast(same, _log) { Received = bytes => Volatile.Write(ref received, bytes.ToArray()) };
        using var unrelated = new RedisBroadcast(stranger, _log) { Received = Add };
        foreach (var length in new[] { 0, 1, 1 << 20 })
        {
            var sent = new byte[length];
            Random.Shared.NextBytes(sent);
            Volatile.Write(ref received, null);
            sender.Publish(sent);
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref received) is not null, Patience.Long));
            Assert.Equal(sent, received);
        }
        Assert.Empty(_received);
    }

    [Fact]
    public void Ends_in_either_order_with_its_connection()
    {
        var redis = RedisConnection.Open(RedisServer.Require().Url);
        var broadcast = new RedisBroadcast(redis, _log);
        redis.Dispose();
        broadcast.Dispose();
        using var later = RedisConnection.Open(RedisServer.Require().Url);
        new RedisBroadcast(later, _log).Dispose();
    }

    [Fact]
    public void Numbers_are_given_out_once()
    {
        var url = RedisServer.Require().Url + $"?prefix={Guid.NewGuid():N}:";
        using var redis = RedisConnection.Open(url);
        using var other = RedisConnection.Open(url);
        using var first = new RedisBroadcast(redis, _log);
        using var second = new RedisBroadcast(other, _log);
        Assert.Equal([1, 101, 201], [first.TakeNumbers(100), second.TakeNumbers(100), first.TakeNumbers(1)]);
    }

    [Fact]
    public async Task Lost_connection_is_said_and_comes_back_by_itself()
    {
        using var server = RedisServer.StartOwn();
        using var redis = RedisConnection.Open(server.Url + "?timeout=1000");
        using var other = RedisConnection.Open(server.Url + "?timeout=1000");
        using var sender = new RedisBroadcast(redis, _log);
        using var receiver = new RedisBroadcast(other, _log) { Received = Add };
        sender.Publish("before"u8);
        Wait(1);
        server.Stop();
        await _log.WaitAsync(() => _log.Lines.Count(static line => line.Contains("the connection for broadcasts is lost", StringComparison.Ordinal)) == 2);
        sender.Publish("lost"u8);
        Assert.Throws<BroadcastException>(() => sender.TakeNumbers(1));
        server.Start();
        await _log.WaitAsync(() => _log.Lines.Count(static line => line.Contains("the connection for broadcasts is back", StringComparison.Ordinal)) == 2);
        Assert.Contains(_log.Lines, static line => line.Contains("1 messages have not reached other servers", StringComparison.Ordinal));
        // The subscription follows the connection a moment later.
        Assert.True(SpinWait.SpinUntil(() => IsReceived(sender), Patience.Long));
        Assert.DoesNotContain("lost", _received);
        Assert.DoesNotContain(_log.Lines, static line => line.Contains("not-a-secret", StringComparison.Ordinal));
    }

    void Add(ReadOnlyMemory<byte> message)
    {
        lock (_received) _received.Add(Encoding.ASCII.GetString(message.Span));
    }

    void Wait(int count) => Assert.True(SpinWait.SpinUntil(() => Count() >= count, Patience.Long));

    bool IsReceived(RedisBroadcast sender)
    {
        sender.Publish("after"u8);
        return Count() > 1;
    }

    int Count()
    {
        lock (_received) return _received.Count;
    }
}
