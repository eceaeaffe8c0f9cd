using System.Diagnostics.CodeAnalysis;

namespace Cleanroom.Wasm.Execution;

/// <summary>The traps that compiled code raises itself. Never marked as not inlinable: the compiler must see that they do not return.</summary>
static unsafe class Traps
{
    public static TrapException Unreachable() => new(TrapKind.Unreachable);

    public static TrapException Interrupted() => new(TrapKind.Interrupted);

    public static TrapException StackOrInterrupt(Instance instance) =>
        new(instance.Control->Interrupt != 0 || instance.Control->StackLimit == nuint.MaxValue ? TrapKind.Interrupted : TrapKind.CallStackExhausted);

    [DoesNotReturn]
    public static void Throw(TrapKind kind) => throw new TrapException(kind);
}
