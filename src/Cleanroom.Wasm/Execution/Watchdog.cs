namespace Cleanroom.Wasm.Execution;

/// <summary>
/// Looks at the deadlines of all stores. A thread of its own, because guests that loop may hold every thread of the pool; it sleeps while there is no
/// deadline.
/// </summary>
static class Watchdog
{
    const int PeriodMilliseconds = 10;

    static readonly Lock Gate = new();
    static readonly List<Store> Watched = [];
    static readonly AutoResetEvent Wake = new(false);
    static bool _started;

    /// <summary>True while there is something to watch.</summary>
    public static bool IsTicking
    {
        get
        {
            lock (Gate) return Watched.Count > 0;
        }
    }

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
            if (!_started) new Thread(Run) { IsBackground = true, Name = "Cleanroom deadlines", Priority = ThreadPriority.AboveNormal }.Start();
            _started = true;
            Wake.Set();
        }
    }

    static void Run()
    {
        while (true)
        {
            Wake.WaitOne();
            // Not at once: the store would be let go after a short call, and its next call would have to wake this thread again.
            do Thread.Sleep(PeriodMilliseconds);
            while (Look());
        }
    }

    // False when there is nothing left to watch.
    static bool Look()
    {
        var now = Environment.TickCount64;
        List<Store>? expired = null;
        bool goesOn;
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
            goesOn = Watched.Count > 0;
        }
        if (expired is null) return goesOn;
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
        return goesOn;
    }
}
