using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm;

/// <summary>
/// Instances that call one another: they share one thread at a time, one set of limits and one stop signal. Made for each guest; cheap. Disposing it gives the
/// memory of its instances back at once; otherwise the garbage collector does.
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

    /// <summary>What its guests may use.</summary>
    public ResourceLimits Limits { get; }

    /// <summary>An object of the host that host functions get.</summary>
    public object? State { get; }

    internal ControlBlock* Control => (ControlBlock*)_control.Address;

    /// <summary>Second and further results of reference types, while a call returns.</summary>
    internal object?[] ReferenceResults { get; } = new object?[16];

    /// <summary>
    /// Asks the running guest to stop: it traps with <see cref="TrapKind.Interrupted"/> at its next loop iteration or call. Safe from any thread.
    /// Stays set until <see cref="ClearInterrupt"/>.
    /// </summary>
    public void Interrupt() => Signal(ControlBlock.InterruptSignal);

    /// <summary>Lets guests run again, from the next call of the host on.</summary>
    public void ClearInterrupt() => Volatile.Write(ref Control->Interrupt, 0);

    /// <summary>
    /// Stops the guest with <see cref="TrapKind.DeadlineExceeded"/> when it still runs after this time, to within some hundredths of a second. One thread
    /// serves all stores; to set a deadline costs next to nothing.
    /// </summary>
    public void SetDeadline(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        _time = (int)Math.Min(time.TotalMilliseconds, int.MaxValue - 1) + 1;
        var deadline = Environment.TickCount64 + _time;
        Interlocked.Exchange(ref _deadline, deadline);
        Watchdog.Watch(this, deadline);
    }

    /// <summary>Takes the deadline back. False, also at the next call, when it has passed: the guest was stopped or is about to be.</summary>
    public bool ClearDeadline()
    {
        var deadline = Volatile.Read(ref _deadline);
        if (deadline == 0) return true;
        // The timer marks the deadline only once: this loop ends.
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

    /// <summary>True while the watchdog looks at this store.</summary>
    internal bool IsWatched { get; set; }

    /// <summary>True when there is a deadline that has not passed yet.</summary>
    internal bool HasDeadline => Volatile.Read(ref _deadline) > 0;

    /// <summary>The deadline; the earliest that the next one may be when there is none.</summary>
    internal long NextDeadline(long now) => Volatile.Read(ref _deadline) is > 0 and var deadline ? deadline : now + _time;

    /// <summary>True, once, when the deadline has passed: <see cref="Expire"/> has to be called.</summary>
    internal bool TakeExpired(long now) =>
        Volatile.Read(ref _deadline) is > 0 and var deadline && now >= deadline && Interlocked.CompareExchange(ref _deadline, Expired, deadline) == deadline;

    /// <summary>Stops the guest whose deadline has passed.</summary>
    internal void Expire() => Signal(ControlBlock.DeadlineSignal);

    /// <summary>True after <see cref="Interrupt"/>.</summary>
    public bool IsInterrupted => Volatile.Read(ref Control->Interrupt) != 0;

    /// <summary>The trap for a host function that ends its wait because the guest has to stop.</summary>
    public TrapException StopTrap() => new(Volatile.Read(ref Control->Interrupt) == ControlBlock.DeadlineSignal ? TrapKind.DeadlineExceeded : TrapKind.Interrupted);

    /// <summary>
    /// True after a trap or after <see cref="Dispose"/>: every further call into its instances throws <see cref="InvalidOperationException"/>. After a trap their
    /// memory, globals and tables can still be read; what they hold is not to be trusted, since the guest was stopped in the middle of its work.
    /// </summary>
    public bool IsFaulted { get; private set; }

    /// <summary>True to go on after traps, as the specification's test suite does.</summary>
    internal bool SurvivesTraps { get; init; }

    void Signal(int reason)
    {
        // The first reason stays.
        Interlocked.CompareExchange(ref Control->Interrupt, reason, 0);
        Control->StackLimit = nuint.MaxValue;
        GC.KeepAlive(this);
        Stopping?.Invoke();
    }

    internal void NoteTrap() => IsFaulted |= !SurvivesTraps;

    /// <summary>Ends the use of all instances and gives their memory back. A second call does nothing.</summary>
    /// <exception cref="InvalidOperationException">A guest of the store is running.</exception>
    public void Dispose()
    {
        Close();
        foreach (var instance in _instances) instance.ReleaseMemory();
    }

    /// <summary>Refuses every further call.</summary>
    internal void Close()
    {
        if (_isClosed) return;
        if (Control->Depth > 0) throw new InvalidOperationException("a guest of the store is running: interrupt it, and dispose the store when the call has returned");
        _isClosed = true;
        IsFaulted = true;
    }

    /// <summary>Why calls are refused.</summary>
    internal InvalidOperationException Refusal() => _isClosed
        ? new ObjectDisposedException(nameof(Store), "the store or the lease of the guest was disposed")
        : new InvalidOperationException("the guest trapped: make a new instance in a new store");

    internal void Add(Instance instance)
    {
        if (_instances.Count >= Limits.Instances) throw new InvalidOperationException($"the store has {_instances.Count} instances, the limit is {Limits.Instances}");
        _instances.Add(instance);
    }
}
