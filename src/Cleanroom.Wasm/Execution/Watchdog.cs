namespace Cleanroom.Wasm.Execution;

/// <summary>Looks at the deadlines of all stores: one timer, which only runs while there is a deadline.</summary>
static class Watchdog
{
    const int PeriodMilliseconds = 10;

    static readonly Lock Gate = new();
    static readonly List<Store> Watched = [];
    static readonly Timer Ticker = new(static _ => Tick(), null, Timeout.Infinite, Timeout.Infinite);

    /// <summary>True while the timer runs.</summary>
    public static bool IsTicking { get; private set; }

    /// <summary>Looks at a store until its deadline passes or is taken back.</summary>
    public static void Watch(Store store)
    {
        if (store.IsWatched) return;
        lock (Gate)
        {
            if (store.IsWatched) return;
            store.IsWatched = true;
            Watched.Add(store);
            if (Watched.Count > 1) return;
            IsTicking = Ticker.Change(PeriodMilliseconds, PeriodMilliseconds);
        }
    }

    static void Tick()
    {
        var now = Environment.TickCount64;
        List<Store>? expired = null;
        lock (Gate)
        {
            for (var i = Watched.Count - 1; i >= 0; i--)
            {
                var store = Watched[i];
                if (store.TakeExpired(now)) (expired ??= []).Add(store);
                if (store.HasDeadline) continue;
                // The flag goes first: a deadline that is set just now is seen here, or its setter sees the flag and adds the store again.
                store.IsWatched = false;
                Interlocked.MemoryBarrier();
                if (store.HasDeadline)
                {
                    store.IsWatched = true;
                    continue;
                }
                Watched[i] = Watched[^1];
                Watched.RemoveAt(Watched.Count - 1);
            }
            if (Watched.Count == 0) IsTicking = !Ticker.Change(Timeout.Infinite, Timeout.Infinite);
        }
        // Outside the lock: host functions that wait are woken up here.
        foreach (var store in expired ?? []) store.Expire();
    }
}
