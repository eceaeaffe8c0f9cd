using System.Runtime.InteropServices;

namespace Cleanroom.Server.RateLimits;

/// <summary>
/// Counts requests in fixed windows (contract, server 8). The table is bounded: clients for which there is no room share one window, and expired windows are
/// swept (must-never N103). Counting does not allocate.
/// </summary>
/// <param name="rule">The limit.</param>
/// <param name="clock">The clock.</param>
/// <param name="maxKeys">Maximum number of clients that are counted separately.</param>
sealed class RateLimiter(RateLimitRule rule, TimeProvider clock, int maxKeys = RateLimiter.MaxKeys)
{
    /// <summary>Default maximum number of clients that are counted separately.</summary>
    public const int MaxKeys = 100_000;

    struct Window
    {
        public long End;
        public int Requests;
    }

    readonly Lock _gate = new();
    readonly Dictionary<RateLimitKey, Window> _windows = [];
    readonly long _windowTicks = (long)(rule.Window.TotalSeconds * clock.TimestampFrequency);
    long _nextSweep;

    /// <summary>The limit.</summary>
    public RateLimitRule Rule => rule;

    /// <summary>Number of windows in the table.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _windows.Count;
        }
    }

    /// <summary>Counts a request. Returns zero if it is allowed, else the time until the window ends.</summary>
    public TimeSpan Add(RateLimitKey key)
    {
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            if (now >= _nextSweep) Sweep(now);
            if (_windows.Count >= maxKeys && !_windows.ContainsKey(key)) key = RateLimitKey.Others;
            ref var window = ref CollectionsMarshal.GetValueRefOrAddDefault(_windows, key, out var exists);
            if (!exists || now >= window.End) window = new Window { End = now + _windowTicks };
            if (window.Requests >= rule.Requests) return clock.GetElapsedTime(now, window.End);
            window.Requests++;
            return TimeSpan.Zero;
        }
    }

    // At most once a second: with a full table, not every request may scan it.
    void Sweep(long now)
    {
        _nextSweep = now + clock.TimestampFrequency;
        foreach (var (key, window) in _windows)
            if (now >= window.End) _windows.Remove(key);
    }
}
