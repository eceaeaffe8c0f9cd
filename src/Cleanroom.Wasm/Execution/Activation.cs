using Cleanroom.Wasm.Diagnostics;

namespace Cleanroom.Wasm.Execution;

/// <summary>One call from the host into a guest: sets the stack limit, and turns what comes out of compiled code into traps.</summary>
readonly unsafe ref struct Activation
{
    readonly Instance _instance;

    Activation(Instance instance) => _instance = instance;

    public static Activation Enter(Instance instance)
    {
        var control = instance.Control;
        if (control == null) return new Activation(instance);
        if (control->Depth == 0)
        {
            if (instance.Store!.IsFaulted) throw new InvalidOperationException("the guest trapped or was given back: make a new instance");
            control->StackLimit = ThreadStack.LimitForGuest(instance.Store!.Limits.StackBytes);
            Interlocked.MemoryBarrier();
            if (control->Interrupt != 0) control->StackLimit = nuint.MaxValue;
        }
        byte marker;
        if ((nuint)(&marker) < control->StackLimit) throw Traps.StackOrInterrupt(instance);
        control->Depth++;
        return new Activation(instance);
    }

    public void Leave()
    {
        if (_instance.Control != null) _instance.Control->Depth--;
        GC.KeepAlive(_instance);
    }

    /// <summary>The exception to throw in place of one that came out of the guest, which cannot be used any more.</summary>
    public TrapException Translate(Exception fault)
    {
        _instance.Store?.NoteTrap();
        return TrapTranslator.Translate(fault);
    }
}
