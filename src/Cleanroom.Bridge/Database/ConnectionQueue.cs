using System.Diagnostics;

namespace Cleanroom.Bridge.Database;

/// <summary>
/// Counts free connections and hands each to the thread that has waited longest: none that comes later overtakes it, as it may at a semaphore, and a thread that
/// waits does not spin. Thread-safe.
/// </summary>
/// <param name="free">Number of free connections at first.</param>
sealed class ConnectionQueue(int free)
{
    [ThreadStatic]
    static Waiter? _waiterOfThread;

    readonly Lock _lock = new();
    readonly LinkedList<Waiter> _waiting = new();
    int _free = free;

    /// <summary>Number of free connections.</summary>
    public int Free => Volatile.Read(ref _free);

    /// <summary>Number of threads that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <summary>Takes a connection, waiting until one is free. Returns false after the limit.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public bool Wait(TimeSpan limit, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return true;
            }
            waiter = _waiterOfThread ??= new Waiter();
            waiter.HasConnection = false;
            _waiting.AddLast(waiter.Place);
        }
        waiter.Wait(limit, stopping);
        lock (_lock)
        {
            if (waiter.HasConnection) return true;
            _waiting.Remove(waiter.Place);
        }
        stopping.ThrowIfCancellationRequested();
        return false;
    }

    /// <summary>Returns a connection, or adds new ones.</summary>
    public void Release(int count = 1)
    {
        for (; count > 0; count--)
        {
            Waiter waiter;
            lock (_lock)
            {
                if (_waiting.First is not { } first)
                {
                    _free += count;
                    return;
                }
                _waiting.RemoveFirst();
                waiter = first.Value;
                waiter.HasConnection = true;
            }
            waiter.Wake();
        }
    }

    // A thread waits for one connection at a time. A call of Wake that comes too late for one wait has no effect on the next.
    sealed class Waiter
    {
        volatile bool _hasConnection;

        public Waiter() => Place = new LinkedListNode<Waiter>(this);

        public LinkedListNode<Waiter> Place { get; }

        // Written under the lock of the queue.
        public bool HasConnection
        {
            get => _hasConnection;
            set => _hasConnection = value;
        }

        public void Wait(TimeSpan limit, CancellationToken stopping)
        {
            var start = Stopwatch.GetTimestamp();
            using var registration = stopping.UnsafeRegister(static waiter => ((Waiter)waiter!).Wake(), this);
            lock (Place)
                while (!_hasConnection && !stopping.IsCancellationRequested && limit - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } left)
                    Monitor.Wait(Place, left);
        }

        public void Wake()
        {
            lock (Place) Monitor.Pulse(Place);
        }
    }
}
