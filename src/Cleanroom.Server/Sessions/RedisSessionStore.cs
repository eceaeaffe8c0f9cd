using System.Globalization;
using Cleanroom.Bridge.Crypto;
using Cleanroom.Server.State;
using StackExchange.Redis;

namespace Cleanroom.Server.Sessions;

/// <summary>
/// Sessions in a Redis server (Valkey and Garnet are the same): they survive the process and are shared by several servers. A session is a hash with its text
/// and a version, a token a text; the server removes what has expired. Keys hold only the SHA-256 of ids and tokens.
/// </summary>
/// <param name="redis">The server.</param>
/// <param name="clock">The clock that decides when sessions expire.</param>
sealed class RedisSessionStore(RedisConnection redis, TimeProvider clock) : SessionStore(clock)
{
    const int MaxAttempts = 50;

    // What another request has changed meanwhile stays.
    const string ChangeScript = """
        if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return 0 end
        redis.call('HSET', KEYS[1], 'state', ARGV[2], 'version', ARGV[1] + 1)
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        return 1
        """;

    // A version never comes again, also not when a session with the same key is set anew.
    const string SetScript = """
        redis.call('HSET', KEYS[1], 'state', ARGV[1])
        redis.call('HINCRBY', KEYS[1], 'version', 1)
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
        """;

    static readonly RedisValue[] Fields = ["state", "version"];

    public override bool IsInProcess => false;

    public override UsedTokens UsedTokens => field ??= new StoredTokens(this);

    public override SessionState? Find(SessionKey key) => Run(commands => Read(commands, Session(key))?.State);

    public override void Set(SessionKey key, SessionState state) =>
        Run(commands => commands.ScriptEvaluate(SetScript, [Session(key)], [SessionText.Write(state), Milliseconds(state.Expires)]));

    public override SessionState? Change(SessionKey key, Func<SessionState, SessionState> change) => Run(commands =>
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (Read(commands, Session(key)) is not var (state, version)) return null;
            var changed = change(state);
            if ((int)commands.ScriptEvaluate(ChangeScript, [Session(key)], [version, SessionText.Write(changed), Milliseconds(changed.Expires)]) == 1) return changed;
        }
        throw new SessionStoreException("a session is changed by too many requests at once", null);
    });

    public override bool Remove(SessionKey key) => Run(commands => Exists(commands, Session(key)) & commands.KeyDelete(Session(key)));

    public override bool AddToken(SessionKey token, long owner, DateTimeOffset expires) =>
        Run(commands => commands.StringSet(Token(token), string.Create(CultureInfo.InvariantCulture, $"{owner} {expires.UtcTicks}"), Lifetime(expires), When.NotExists));

    public override long? TakeToken(SessionKey token) => Run<long?>(commands =>
    {
        if ((string?)commands.StringGetDelete(Token(token)) is not { } text) return null;
        var (owner, expires) = text.Split(' ') is [var first, var second] ? (StoredValue.Number(first), StoredValue.Number(second)) : throw new FormatException();
        return expires > Clock.GetUtcNow().UtcTicks ? owner : null;
    });

    // The server does it.
    public override void Sweep()
    {
    }

    RedisKey Session(SessionKey key) => $"{redis.Prefix}session:{key}";

    RedisKey Token(SessionKey key) => $"{redis.Prefix}token:{key}";

    (SessionState State, long Version)? Read(IDatabase commands, RedisKey key) =>
        commands.HashGet(key, Fields) is [var text, var version] && !(text.IsNull && version.IsNull) && SessionText.ReadStored(text) is var state && state.Expires > Clock.GetUtcNow()
            ? (state, StoredValue.Number(version))
            : null;

    // A session that cannot be read is removed too.
    bool Exists(IDatabase commands, RedisKey key)
    {
        try
        {
            return Read(commands, key) is not null;
        }
        catch (Exception unreadable) when (unreadable is SessionStoreException || StoredValue.IsUnreadable(unreadable))
        {
            return true;
        }
    }

    long Milliseconds(DateTimeOffset expires) => (long)Lifetime(expires).TotalMilliseconds;

    // What has expired already is removed at once.
    TimeSpan Lifetime(DateTimeOffset expires) => expires - Clock.GetUtcNow() is var left && left.TotalMilliseconds >= 1 ? left : TimeSpan.FromMilliseconds(1);

    T Run<T>(Func<IDatabase, T> commands)
    {
        try
        {
            return redis.Run(commands);
        }
        catch (Exception unreadable) when (StoredValue.IsUnreadable(unreadable))
        {
            throw new SessionStoreException(StoredValue.Unreadable, unreadable);
        }
        catch (Exception failure) when (RedisConnection.IsExpected(failure))
        {
            throw new SessionStoreException($"the Redis server cannot be used: {RedisConnection.Reason(failure)} ({redis.MaskedUrl})", failure);
        }
    }
}
