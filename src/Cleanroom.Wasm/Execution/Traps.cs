using System.Diagnostics.CodeAnalysis;

namespace Cleanroom.Wasm.Execution;

/// <summary>Traps raised by compiled code. Never mark these methods as NoInlining: the compiler must see that they do not return.</summary>
static unsafe class Traps
{
    public static TrapException Unreachable() => new(TrapKind.Unreachable);

    /// <summary>Returns the trap for a failed check of the stack limit or the interrupt signal.</summary>
    public static TrapException Stop(Instance instance) => new(instance.Control->Interrupt switch
    {
        ControlBlock.DeadlineSignal => TrapKind.DeadlineExceeded,
        // A signal that was cleared in the meantime has left the limit raised.
        0 when instance.Control->StackLimit != nuint.MaxValue => TrapKind.CallStackExhausted,
        _ => TrapKind.Interrupted,
    });

    [DoesNotReturn]
    public static void Throw(TrapKind kind) => throw new TrapException(kind);
}
