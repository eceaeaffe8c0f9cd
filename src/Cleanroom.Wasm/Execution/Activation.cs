namespace Cleanroom.Wasm.Execution;

/// <summary>One call from the host into a guest: sets the stack limit, and turns what comes out of compiled code into traps.</summary>
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
        // A signal that is about to come would hit whatever runs next.
        else if (_instance.Store!.Limits.Deadline is not null && !_instance.Store.ClearDeadline()) _instance.Store.NoteTrap();
        GC.KeepAlive(_instance);
    }

    static void SetLimit(ControlBlock* control, nuint limit)
    {
        if (control->StackLimit == limit) return;
        control->StackLimit = limit;
        // An interrupt at the same time sets its signal before the limit: one of the two sides sees the other.
        Interlocked.MemoryBarrier();
        if (control->Interrupt != 0) control->StackLimit = nuint.MaxValue;
    }

    /// <summary>
    /// For an exception filter: notes that the guest cannot be used any more, and tells whether the exception has to be translated. Traps pass uncaught: to
    /// throw from a catch block takes stack that is free again only in the end, and a guest and its host that called one another often enough would use it up.
    /// </summary>
    public bool NeedsTranslation(Exception fault)
    {
        _instance.Store?.NoteTrap();
        if (fault is not TrapException trap) return true;
        EngineMetrics.Trapped(trap);
        return false;
    }
}
