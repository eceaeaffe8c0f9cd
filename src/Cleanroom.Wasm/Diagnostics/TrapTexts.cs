namespace Cleanroom.Wasm.Diagnostics;

/// <summary>The specification's text for each kind of trap.</summary>
static class TrapTexts
{
    public static string Text(this TrapKind kind) => kind switch
    {
        TrapKind.Unreachable => "unreachable",
        TrapKind.MemoryOutOfBounds => "out of bounds memory access",
        TrapKind.TableOutOfBounds => "out of bounds table access",
        TrapKind.UndefinedElement => "undefined element",
        TrapKind.UninitializedElement => "uninitialized element",
        TrapKind.IndirectCallTypeMismatch => "indirect call type mismatch",
        TrapKind.IntegerDivideByZero => "integer divide by zero",
        TrapKind.IntegerOverflow => "integer overflow",
        TrapKind.InvalidConversionToInteger => "invalid conversion to integer",
        TrapKind.CallStackExhausted => "call stack exhausted",
        TrapKind.Interrupted => "interrupted",
        TrapKind.DeadlineExceeded => "time limit exceeded",
        TrapKind.OutOfMemory => "out of memory",
        TrapKind.Host => "refused by a host function",
        _ => "internal host error",
    };
}
