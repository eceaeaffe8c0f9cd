namespace Cleanroom.Wasm.Execution;

/// <summary>A call from the host into a guest: sets the stack limit, and translates exceptions that leave compiled code into traps.</summary>
readonly unsafe ref struct Activation
{
    readonly Instance _instance;
    readonly nuint _outerLimit;

    Activation(Instance instance, nuint outerLimit) => (_instance, _outerLimit) = (instance, outerLimit);

    public static Activation Enter(Instance instance)
    {
        var control = instance.Control;
        if (control == null) return !instance.NeedsCaller ? new Activation(instance, 0) : throw new InvalidOperationException(HostCalls.NoCaller);
        if (control->Depth == 0 && instance.Store!.IsFaulted) throw instance.Store.Refusal();
        var outerLimit = control->StackLimit;
        SetLimit(control, control->Depth == 0
            ? ThreadStack.LimitForGuest(instance.Store!.Limits.StackBytes)
            : Math.Max(outerLimit, ThreadStack.LimitForNesting(control->Depth)));
        byte marker;
        if ((nuint)(&marker) < control->StackLimit)
        {
            var trap = Traps.Stop(instance);
            SetLimit(control, outerLimit);
            throw trap;
        }
        if (control->Depth++ == 0 && instance.Store!.Limits.Deadline is { } time) instance.Store.SetDeadline(time);
        return new Activation(instance, outerLimit);
    }

    public void Leave()
    {
        var control = _instance.Control;
        if (control == null) return;
        if (--control->Depth > 0) SetLimit(control, _outerLimit);
        // A signal that is about to arrive would stop whatever runs next.
        else if (_instance.Store!.Limits.Deadline is not null && !_instance.Store.ClearDeadline()) _instance.Store.NoteTrap();
        GC.KeepAlive(_instance);
    }

    static void SetLimit(ControlBlock* control, nuint limit)
    {
        if (control->StackLimit == limit) return;
        control->StackLimit = limit;
        // A concurrent interrupt sets its signal before the limit: one of the two sides sees the other.
        Interlocked.MemoryBarrier();
        if (control->Interrupt != 0) control->StackLimit = nuint.MaxValue;
    }

    /// <summary>
    /// For an exception filter: marks the guest as unusable, and returns whether the exception must be translated. Traps are not caught: throwing from a
    /// catch block uses stack that is only freed at the end, and a guest and its host that call each other often enough would exhaust it.
    /// </summary>
    public bool NeedsTranslation(Exception fault)
    {
        _instance.Store?.NoteTrap();
        if (fault is not TrapException trap) return true;
        EngineMetrics.Trapped(trap);
        return false;
    }
}
