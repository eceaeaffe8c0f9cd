using System.Collections.Concurrent;

namespace Cleanroom.Server.Sessions;

/// <summary>
/// Sessions in process memory, at most <see cref="MaxSessions"/> and <see cref="MaxBytes"/>: beyond that, the least recently used ones are evicted.
/// </summary>
sealed class MemorySessionStore(TimeProvider clock) : SessionStore(clock)
{
    /// <summary>Maximum number of sessions.</summary>
    public const int MaxSessions = 100_000;

    /// <summary>Maximum total size of session data in bytes.</summary>
    public const long MaxBytes = 256 << 20;

    /// <summary>Number of sessions evicted at once.</summary>
    const int Batch = MaxSessions / 100;

    sealed class Entry(SessionState state)
    {
        public Lock Changing { get; } = new();

        public SessionState State { get; set; } = state;

        public long LastUsed;
    }

    readonly ConcurrentDictionary<SessionKey, Entry> _sessions = new();
    readonly ConcurrentDictionary<SessionKey, (long Owner, DateTimeOffset Expires)> _tokens = new();
    readonly Lock _evicting = new();
    int _count;
    long _bytes;

    public override bool IsInProcess => true;

    public override SessionState? Find(SessionKey key)
    {
        if (!_sessions.TryGetValue(key, out var entry)) return null;
        var now = Clock.GetUtcNow();
        if (entry.State.Expires <= now) return null;
        Volatile.Write(ref entry.LastUsed, now.UtcTicks);
        return entry.State;
    }

    public override void Set(SessionKey key, SessionState state)
    {
        var entry = new Entry(state) { LastUsed = Clock.GetUtcNow().UtcTicks };
        while (!_sessions.TryAdd(key, entry))
            if (_sessions.TryGetValue(key, out var old))
                lock (old.Changing) TryForget(key, old);
        Interlocked.Increment(ref _count);
        Count(state.Bytes);
    }

    public override SessionState? Change(SessionKey key, Func<SessionState, SessionState> change)
    {
        SessionState? changed = null;
        long more = 0;
        while (changed is null && _sessions.TryGetValue(key, out var entry))
            lock (entry.Changing)
            {
                // Replaced or ended since it was found.
                if (!_sessions.TryGetValue(key, out var current) || current != entry) continue;
                var state = entry.State;
                if (state.Expires <= Clock.GetUtcNow()) return null;
                entry.State = changed = change(state);
                more = changed.Bytes - state.Bytes;
            }
        Count(more);
        return changed;
    }

    public override bool Remove(SessionKey key)
    {
        if (!_sessions.TryGetValue(key, out var entry)) return false;
        lock (entry.Changing) return TryForget(key, entry) && entry.State.Expires > Clock.GetUtcNow();
    }

    public override bool AddToken(SessionKey token, long owner, DateTimeOffset expires) => _tokens.Count < MaxSessions && _tokens.TryAdd(token, (owner, expires));

    public override long? TakeToken(SessionKey token) => _tokens.TryRemove(token, out var found) && found.Expires > Clock.GetUtcNow() ? found.Owner : null;

    public override void Sweep()
    {
        var now = Clock.GetUtcNow();
        foreach (var (key, entry) in _sessions)
            if (entry.State.Expires <= now)
                lock (entry.Changing) TryForget(key, entry);
        foreach (var pair in _tokens)
            if (pair.Value.Expires <= now) _tokens.TryRemove(pair);
    }

    bool TryForget(SessionKey key, Entry entry)
    {
        if (!_sessions.TryRemove(KeyValuePair.Create(key, entry))) return false;
        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _bytes, -entry.State.Bytes);
        return true;
    }

    bool IsFull => Volatile.Read(ref _count) > MaxSessions || Volatile.Read(ref _bytes) > MaxBytes;

    void Count(long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        if (!IsFull) return;
        lock (_evicting)
        {
            if (IsFull) Sweep();
            while (IsFull && !_sessions.IsEmpty)
                foreach (var (key, entry) in _sessions.OrderBy(pair => Volatile.Read(ref pair.Value.LastUsed)).Take(Batch).ToList())
                    lock (entry.Changing) TryForget(key, entry);
        }
    }
}
