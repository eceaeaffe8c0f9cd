namespace Cleanroom.Wasm.Execution;

/// <summary>
/// Looks at the deadlines of all stores when the next one may pass, at least once a second while there are any. It has its own thread, because guests that loop
/// may hold every thread of the pool.
/// </summary>
static class Watchdog
{
    const int MaxPause = 1000;

    static readonly Lock Gate = new();
    static readonly List<Store> Watched = [];
    static readonly AutoResetEvent Wake = new(false);
    static long _nextLook = long.MaxValue;
    static bool _started;

    /// <summary>True while there is something to watch.</summary>
    public static bool IsTicking
    {
        get
        {
            lock (Gate) return Watched.Count > 0;
        }
    }

    /// <summary>Looks at a store until its deadline passes or is taken back. Called after the deadline was set, with a full fence between.</summary>
    public static void Watch(Store store, long deadline)
    {
        if (!store.IsWatched) Add(store);
        var next = Volatile.Read(ref _nextLook);
        while (deadline < next)
        {
            // One wakes the thread up for all that come later.
            var found = Interlocked.CompareExchange(ref _nextLook, deadline, next);
            if (found == next)
            {
                Wake.Set();
                return;
            }
            next = found;
        }
    }

    static void Add(Store store)
    {
        lock (Gate)
        {
            if (store.IsWatched) return;
            store.IsWatched = true;
            Watched.Add(store);
            if (!_started) new Thread(Run) { IsBackground = true, Name = "Cleanroom deadlines", Priority = ThreadPriority.AboveNormal }.Start();
            _started = true;
        }
    }

    static void Run()
    {
        var (pause, removesIdle) = (Timeout.Infinite, false);
        while (true)
        {
            // A wake-up ahead of time removes no store: with short calls, each would add its store again and wake this thread again.
            if (Wake.WaitOne(pause)) removesIdle = false;
            pause = Look(removesIdle);
            removesIdle = true;
        }
    }

    // Returns for how long there is nothing to do.
    static int Look(bool removesIdle)
    {
        List<Store>? expired = null;
        int pause;
        lock (Gate)
        {
            var now = Environment.TickCount64;
            var next = now + MaxPause;
            // Before the deadlines are looked at: one that is set just now is seen here, or its setter sees this.
            Interlocked.Exchange(ref _nextLook, next);
            for (var i = Watched.Count - 1; i >= 0; i--)
            {
                var store = Watched[i];
                if (store.TakeExpired(now)) (expired ??= []).Add(store);
                if (removesIdle && !store.HasDeadline)
                {
                    // The flag goes first: a deadline that is set just now is seen here, or its setter sees the flag and adds the store again.
                    store.IsWatched = false;
                    Interlocked.MemoryBarrier();
                    if (!store.HasDeadline)
                    {
                        Watched[i] = Watched[^1];
                        Watched.RemoveAt(Watched.Count - 1);
                        continue;
                    }
                    store.IsWatched = true;
                }
                next = Math.Min(next, store.NextDeadline(now));
            }
            (_nextLook, pause) = Watched.Count == 0 ? (long.MaxValue, Timeout.Infinite) : (next, (int)(next - now));
        }
        if (expired is null) return pause;
        // Outside the lock: host functions that wait are woken up here, and what they do must not end this thread.
        foreach (var store in expired)
        {
            try
            {
                store.Expire();
            }
            catch (Exception failed) when (failed is AggregateException or ObjectDisposedException)
            {
            }
        }
        return pause;
    }
}
