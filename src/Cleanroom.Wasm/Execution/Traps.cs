using System.Diagnostics.CodeAnalysis;

namespace Cleanroom.Wasm.Execution;

/// <summary>The traps that compiled code raises itself. Never marked as not inlinable: the compiler must see that they do not return.</summary>
static unsafe class Traps
{
    public static TrapException Unreachable() => new(TrapKind.Unreachable);

    /// <summary>Why a check of the stack limit or of the interrupt signal stops the guest.</summary>
    public static TrapException Stop(Instance instance) => new(instance.Control->Interrupt switch
    {
        ControlBlock.DeadlineSignal => TrapKind.DeadlineExceeded,
        // A signal that was taken back in the meantime has left the limit raised.
        0 when instance.Control->StackLimit != nuint.MaxValue => TrapKind.CallStackExhausted,
        _ => TrapKind.Interrupted,
    });

    [DoesNotReturn]
    public static void Throw(TrapKind kind) => throw new TrapException(kind);
}
