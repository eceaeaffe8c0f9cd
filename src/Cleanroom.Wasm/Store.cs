using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm;

/// <summary>
/// Instances that call one another: they share one thread at a time, one set of limits and one stop signal. Made for each guest; cheap.
/// </summary>
public sealed unsafe class Store
{
    readonly NativeBlock _control = new(ControlBlock.Size);
    readonly List<Instance> _instances = [];

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
    public void Interrupt()
    {
        Interlocked.Exchange(ref Control->Interrupt, 1);
        Control->StackLimit = nuint.MaxValue;
    }

    /// <summary>Lets guests run again, from the next call of the host on.</summary>
    public void ClearInterrupt() => Volatile.Write(ref Control->Interrupt, 0);

    /// <summary>True after <see cref="Interrupt"/>.</summary>
    public bool IsInterrupted => Volatile.Read(ref Control->Interrupt) != 0;

    /// <summary>True after a trap: the state of the guests is not to be trusted, every further call is refused.</summary>
    public bool IsFaulted { get; private set; }

    /// <summary>True to go on after traps, as the specification's test suite does.</summary>
    internal bool SurvivesTraps { get; init; }

    internal void NoteTrap() => IsFaulted |= !SurvivesTraps;

    /// <summary>Refuses every further call.</summary>
    internal void Close() => IsFaulted = true;

    internal void Add(Instance instance) => _instances.Add(instance);
}
