namespace Cleanroom.Wasm;

/// <summary>Why a guest was stopped. The names follow the WebAssembly specification's trap texts.</summary>
public enum TrapKind
{
    /// <summary>The <c>unreachable</c> instruction was executed.</summary>
    Unreachable,

    /// <summary>A load, store or bulk operation accessed a linear memory out of bounds.</summary>
    MemoryOutOfBounds,

    /// <summary>A table access was out of bounds.</summary>
    TableOutOfBounds,

    /// <summary>The slot of an indirect call was out of bounds.</summary>
    UndefinedElement,

    /// <summary>The slot of an indirect call was empty.</summary>
    UninitializedElement,

    /// <summary>The function of an indirect call had another type.</summary>
    IndirectCallTypeMismatch,

    /// <summary>An integer was divided by zero.</summary>
    IntegerDivideByZero,

    /// <summary>The result of an integer division or of a conversion from floating point is out of range.</summary>
    IntegerOverflow,

    /// <summary>NaN was converted to an integer.</summary>
    InvalidConversionToInteger,

    /// <summary>The guest exhausted its stack.</summary>
    CallStackExhausted,

    /// <summary>The host asked the guest to stop.</summary>
    Interrupted,

    /// <summary>The guest exceeded its time limit.</summary>
    DeadlineExceeded,

    /// <summary>The guest exceeded its memory limit.</summary>
    OutOfMemory,

    /// <summary>A host function stopped the guest.</summary>
    Host,

    /// <summary>A host function failed unexpectedly: a bug in the host.</summary>
    HostDefect,
}
