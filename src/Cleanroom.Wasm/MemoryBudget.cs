using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm;

/// <summary>
/// An amount of memory that stores, their pools and the host share. A linear memory counts with the pages it can use, written or not; the host adds what it
/// buffers. When the budget is used up, idle instances of pools are given back first. After that, linear memories are neither created nor grown until
/// something is released. Thread-safe.
/// </summary>
/// <param name="limit">The amount in bytes.</param>
public sealed class MemoryBudget(long limit)
{
    static readonly TimeSpan CollectionInterval = TimeSpan.FromSeconds(10);

    readonly List<WeakReference<InstancePool>> _pools = [];
    long _used;
    long _nextCollection;
    TaskCompletionSource? _release;

    /// <summary>The budget of this process: three quarters of the memory that the system, its container or its limits (<c>ulimit</c>) allow it.</summary>
    public static MemoryBudget OfProcess { get; } = new(ProcessLimits.MemoryBytes / 4 * 3);

    /// <summary>The amount in bytes.</summary>
    public long Limit { get; } = limit > 0 ? limit : throw new ArgumentOutOfRangeException(nameof(limit), limit, "a budget has at least one byte");

    /// <summary>The bytes in use.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>Adds bytes to those in use, after giving back idle instances if necessary. Returns false, and adds nothing, if they do not fit.</summary>
    public bool TryCharge(long bytes) => TryAdd(bytes) || TryAddLater(bytes);

    /// <summary>Removes bytes from those in use.</summary>
    public void Release(long bytes)
    {
        Interlocked.Add(ref _used, -bytes);
        NoteRelease();
    }

    /// <summary>Completes when memory is released, or an instance returned to its pool, after this call.</summary>
    public Task WaitForReleaseAsync()
    {
        if (Volatile.Read(ref _release) is { } current) return current.Task;
        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _release, next, null) ?? next).Task;
    }

    /// <summary>Registers a pool whose idle instances can be given back.</summary>
    internal void Add(InstancePool pool)
    {
        lock (_pools)
        {
            _pools.RemoveAll(static known => !known.TryGetTarget(out _));
            _pools.Add(new WeakReference<InstancePool>(pool));
        }
    }

    /// <summary>Gives back idle instances one by one, at last those that nobody refers to any more, until an attempt succeeds. Returns false if none does.</summary>
    internal bool TryAfterGivingBack(Func<bool> attempt)
    {
        while (ReleaseIdle())
            if (attempt()) return true;
        return CollectGarbage() && attempt();
    }

    /// <summary>Wakes those that wait for memory.</summary>
    internal void NoteRelease()
    {
        if (Volatile.Read(ref _release) is not null) Interlocked.Exchange(ref _release, null)?.TrySetResult();
    }

    bool TryAdd(long bytes)
    {
        for (var used = Used; bytes <= Limit - used;)
        {
            var found = Interlocked.CompareExchange(ref _used, used + bytes, used);
            if (found == used) return true;
            used = found;
        }
        return false;
    }

    bool TryAddLater(long bytes) => bytes <= Limit && TryAfterGivingBack(() => TryAdd(bytes));

    bool ReleaseIdle()
    {
        lock (_pools)
            foreach (var known in _pools)
                if (known.TryGetTarget(out var pool) && pool.ReleaseOne()) return true;
        return false;
    }

    // Linear memories are small objects to the garbage collector: it does not hurry to finalize those that nobody disposed.
    bool CollectGarbage()
    {
        var (now, next) = (Environment.TickCount64, Volatile.Read(ref _nextCollection));
        if (now < next || Interlocked.CompareExchange(ref _nextCollection, now + (long)CollectionInterval.TotalMilliseconds, next) != next) return false;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return true;
    }
}
