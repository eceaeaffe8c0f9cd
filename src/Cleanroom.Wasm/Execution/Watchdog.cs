namespace Cleanroom.Wasm.Execution;

/// <summary>
/// Checks the deadlines of all stores when the next one may expire, and at least once a second while there are any. Uses a dedicated thread, because looping
/// guests may occupy every thread of the pool.
/// </summary>
static class Watchdog
{
    const int MaxPause = 1000;

    static readonly Lock Gate = new();
    static readonly List<Store> Watched = [];
    static readonly AutoResetEvent Wake = new(false);
    static long _nextLook = long.MaxValue;
    static bool _started;

    /// <summary>True while a store is being watched.</summary>
    public static bool IsTicking
    {
        get
        {
            lock (Gate) return Watched.Count > 0;
        }
    }

    /// <summary>Watches a store until its deadline expires or is cleared. Called after the deadline was set, with a full fence in between.</summary>
    public static void Watch(Store store, long deadline)
    {
        if (!store.IsWatched) Add(store);
        var next = Volatile.Read(ref _nextLook);
        while (deadline < next)
        {
            // One caller wakes the thread on behalf of all later ones.
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
            // An early wake-up removes no store: with short calls, each call would add its store again and wake this thread again.
            if (Wake.WaitOne(pause)) removesIdle = false;
            pause = Look(removesIdle);
            removesIdle = true;
        }
    }

    // Returns how long there is nothing to do.
    static int Look(bool removesIdle)
    {
        List<Store>? expired = null;
        int pause;
        lock (Gate)
        {
            var now = Environment.TickCount64;
            var next = now + MaxPause;
            // Before the deadlines are checked: a deadline set concurrently is seen here, or its setter sees this.
            Interlocked.Exchange(ref _nextLook, next);
            for (var i = Watched.Count - 1; i >= 0; i--)
            {
                var store = Watched[i];
                if (store.TakeExpired(now)) (expired ??= []).Add(store);
                if (removesIdle && !store.HasDeadline)
                {
                    // Clear the flag first: a deadline set concurrently is seen here, or its setter sees the flag and adds the store again.
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
        // Outside the lock: this wakes host functions that wait, and their exceptions must not end this thread.
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
