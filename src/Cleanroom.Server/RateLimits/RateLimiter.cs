using System.Runtime.InteropServices;

namespace Cleanroom.Server.RateLimits;

/// <summary>
/// Counts requests in fixed windows (contract, server 8). The table is bounded: clients for which there is no room share one window, and windows that ended
/// are swept (must-never N103). Counting allocates nothing.
/// </summary>
/// <param name="rule">What is allowed.</param>
/// <param name="clock">The clock.</param>
/// <param name="maxKeys">Most clients that are counted each for itself.</param>
sealed class RateLimiter(RateLimitRule rule, TimeProvider clock, int maxKeys = RateLimiter.MaxKeys)
{
    /// <summary>Most clients that are counted each for itself.</summary>
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

    /// <summary>What is allowed.</summary>
    public RateLimitRule Rule => rule;

    /// <summary>How many windows are kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _windows.Count;
        }
    }

    /// <summary>Counts a request. Zero when it may go on, else the time until the window ends.</summary>
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

    // Once a second at most: a full table must not make each request walk through it.
    void Sweep(long now)
    {
        _nextSweep = now + clock.TimestampFrequency;
        foreach (var (key, window) in _windows)
            if (now >= window.End) _windows.Remove(key);
    }
}
