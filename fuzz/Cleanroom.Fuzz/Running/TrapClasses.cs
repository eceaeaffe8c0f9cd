using Cleanroom.Wasm;

namespace Cleanroom.Fuzz.Running;

/// <summary>
/// Classes of traps that both sides can tell apart. Node has one message for an empty slot and a wrong type, and one for every conversion that does not fit.
/// </summary>
static class TrapClasses
{
    /// <summary>The class of a trap kind.</summary>
    public static string Of(TrapKind kind) => kind switch
    {
        TrapKind.Unreachable => "unreachable",
        TrapKind.MemoryOutOfBounds => "memory",
        TrapKind.TableOutOfBounds or TrapKind.UndefinedElement => "table",
        TrapKind.UninitializedElement or TrapKind.IndirectCallTypeMismatch => "indirect",
        TrapKind.IntegerDivideByZero => "division by zero",
        TrapKind.IntegerOverflow or TrapKind.InvalidConversionToInteger => "overflow",
        _ => kind.ToString(),
    };

    /// <summary>Why a run cannot be compared after a trap of this kind, or null.</summary>
    public static string? StopReason(TrapKind kind) => kind switch
    {
        TrapKind.CallStackExhausted => "stack",
        TrapKind.Interrupted => "time",
        TrapKind.Host => "log",
        _ => null,
    };
}
