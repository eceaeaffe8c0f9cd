using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm;

/// <summary>
/// A group of instances that can call each other: they share one thread at a time, one set of limits and one stop signal. Cheap; create one per guest.
/// Disposing it frees the memory of its instances immediately; otherwise the garbage collector does.
/// </summary>
public sealed unsafe class Store : IDisposable
{
    const long Expired = -1;

    readonly NativeBlock _control = new(ControlBlock.Size);
    readonly List<Instance> _instances = [];
    long _deadline;
    int _time;
    bool _isClosed;

    /// <summary>Creates a store.</summary>
    public Store(ResourceLimits? limits = null, object? state = null) => (Limits, State) = (limits ?? new ResourceLimits(), state);

    /// <summary>The limits of its guests.</summary>
    public ResourceLimits Limits { get; }

    /// <summary>An object of the host that is passed to host functions.</summary>
    public object? State { get; }

    internal ControlBlock* Control => (ControlBlock*)_control.Address;

    /// <summary>Results of reference types other than the first, while a call returns.</summary>
    internal object?[] ReferenceResults { get; } = new object?[16];

    /// <summary>
    /// Asks the running guest to stop: it traps with <see cref="TrapKind.Interrupted"/> at its next loop iteration or call. Thread-safe. Stays set until
    /// <see cref="ClearInterrupt"/>.
    /// </summary>
    public void Interrupt() => Signal(ControlBlock.InterruptSignal);

    /// <summary>Lets guests run again, starting with the next call from the host.</summary>
    public void ClearInterrupt() => Volatile.Write(ref Control->Interrupt, 0);

    /// <summary>
    /// Stops the guest with <see cref="TrapKind.DeadlineExceeded"/> if it still runs after this time, with a precision of some hundredths of a second. One
    /// thread serves all stores; setting a deadline costs almost nothing.
    /// </summary>
    public void SetDeadline(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        _time = (int)Math.Min(time.TotalMilliseconds, int.MaxValue - 1) + 1;
        var deadline = Environment.TickCount64 + _time;
        Interlocked.Exchange(ref _deadline, deadline);
        Watchdog.Watch(this, deadline);
    }

    /// <summary>Clears the deadline. Returns false, also on later calls, when it has expired: the guest was stopped or is about to be.</summary>
    public bool ClearDeadline()
    {
        var deadline = Volatile.Read(ref _deadline);
        if (deadline == 0) return true;
        // The timer marks the deadline only once, so this loop terminates.
        while (deadline != Expired)
        {
            var found = Interlocked.CompareExchange(ref _deadline, 0, deadline);
            if (found == deadline) return true;
            deadline = found;
        }
        return false;
    }

    /// <summary>Called on another thread when the guest is asked to stop, so that host functions can end their waits.</summary>
    public Action? Stopping { get; set; }

    /// <summary>True while the watchdog watches this store.</summary>
    internal bool IsWatched { get; set; }

    /// <summary>True when there is a deadline that has not expired yet.</summary>
    internal bool HasDeadline => Volatile.Read(ref _deadline) > 0;

    /// <summary>Returns the deadline, or the earliest possible next one when there is none.</summary>
    internal long NextDeadline(long now) => Volatile.Read(ref _deadline) is > 0 and var deadline ? deadline : now + _time;

    /// <summary>Returns true, once, when the deadline has expired; the caller must then call <see cref="Expire"/>.</summary>
    internal bool TakeExpired(long now) =>
        Volatile.Read(ref _deadline) is > 0 and var deadline && now >= deadline && Interlocked.CompareExchange(ref _deadline, Expired, deadline) == deadline;

    /// <summary>Stops the guest whose deadline has expired.</summary>
    internal void Expire() => Signal(ControlBlock.DeadlineSignal);

    /// <summary>True after <see cref="Interrupt"/>.</summary>
    public bool IsInterrupted => Volatile.Read(ref Control->Interrupt) != 0;

    /// <summary>Returns the trap for a host function whose wait ended because the guest has to stop.</summary>
    public TrapException StopTrap() => new(Volatile.Read(ref Control->Interrupt) == ControlBlock.DeadlineSignal ? TrapKind.DeadlineExceeded : TrapKind.Interrupted);

    /// <summary>
    /// True after a trap or after <see cref="Dispose"/>: every further call into its instances throws <see cref="InvalidOperationException"/>. After a trap
    /// their memory, globals and tables can still be read, but may be inconsistent, because the guest was stopped in the middle of its work.
    /// </summary>
    public bool IsFaulted { get; private set; }

    /// <summary>True to continue after traps, as the specification's test suite requires.</summary>
    internal bool SurvivesTraps { get; init; }

    void Signal(int reason)
    {
        // The first reason is kept.
        Interlocked.CompareExchange(ref Control->Interrupt, reason, 0);
        Control->StackLimit = nuint.MaxValue;
        GC.KeepAlive(this);
        Stopping?.Invoke();
    }

    internal void NoteTrap() => IsFaulted |= !SurvivesTraps;

    /// <summary>Closes all instances and frees their memory. A second call has no effect.</summary>
    /// <exception cref="InvalidOperationException">A guest of the store is running.</exception>
    public void Dispose()
    {
        Close();
        foreach (var instance in _instances) instance.ReleaseMemory();
    }

    /// <summary>Rejects all further calls.</summary>
    internal void Close()
    {
        if (_isClosed) return;
        RefuseWhileRunning();
        _isClosed = true;
        IsFaulted = true;
    }

    /// <summary>Throws when a guest is running: it relies on its memory, and on the marks of what it has written.</summary>
    internal void RefuseWhileRunning()
    {
        if (Control->Depth > 0) throw new InvalidOperationException("a guest of the store is running: interrupt it, and dispose the store or lease when the call has returned");
    }

    /// <summary>Returns the exception that says why calls are rejected.</summary>
    internal InvalidOperationException Refusal() => _isClosed
        ? new ObjectDisposedException(nameof(Store), "the store or the lease of the guest was disposed")
        : new InvalidOperationException("the guest trapped: make a new instance in a new store");

    internal void Add(Instance instance)
    {
        if (_instances.Count >= Limits.Instances) throw new InvalidOperationException($"the store has {_instances.Count} instances, the limit is {Limits.Instances}");
        _instances.Add(instance);
    }
}
