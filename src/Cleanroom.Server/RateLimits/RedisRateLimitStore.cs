using Cleanroom.Server.State;

namespace Cleanroom.Server.RateLimits;

/// <summary>Counts requests in a Redis server, which removes windows that have ended.</summary>
/// <param name="redis">The server.</param>
/// <param name="clock">The clock that decides when windows end.</param>
sealed class RedisRateLimitStore(RedisConnection redis, TimeProvider clock) : RateLimitStore
{
    // Times in milliseconds, which a number of the script holds exactly.
    const string Script = """
        local now, window, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local ends = tonumber(redis.call('HGET', KEYS[1], 'ends'))
        if not (ends and ends > now) then
          redis.call('HSET', KEYS[1], 'requests', 1, 'ends', now + window)
          redis.call('PEXPIRE', KEYS[1], window)
          return 0
        end
        if redis.call('HINCRBY', KEYS[1], 'requests', 1) > most then return math.min(ends - now, window) end
        return 0
        """;

    public override async ValueTask<TimeSpan> AddAsync(RateLimitKey key, RateLimitRule rule)
    {
        try
        {
            var left = await redis.RunAsync(commands => commands.ScriptEvaluateAsync(
                Script, [$"{redis.Prefix}rate:{key}"], [clock.GetUtcNow().ToUnixTimeMilliseconds(), (long)rule.Window.TotalMilliseconds, rule.Requests]));
            return TimeSpan.FromMilliseconds((long)left);
        }
        catch (Exception unreadable) when (StoredValue.IsUnreadable(unreadable))
        {
            throw new RateLimitStoreException(StoredValue.Unreadable, unreadable);
        }
        catch (Exception failure) when (RedisConnection.IsExpected(failure))
        {
            throw new RateLimitStoreException($"the Redis server cannot be used: {RedisConnection.Reason(failure)} ({redis.MaskedUrl})", failure);
        }
    }
}
