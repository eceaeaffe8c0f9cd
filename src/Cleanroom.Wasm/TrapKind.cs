namespace Cleanroom.Wasm;

/// <summary>Why a guest was stopped. The names follow the WebAssembly specification's trap texts.</summary>
public enum TrapKind
{
    /// <summary>The <c>unreachable</c> instruction was executed.</summary>
    Unreachable,

    /// <summary>A load, store or bulk operation went past the end of a linear memory.</summary>
    MemoryOutOfBounds,

    /// <summary>A table access went past the end of a table.</summary>
    TableOutOfBounds,

    /// <summary>An indirect call named a slot past the end of its table.</summary>
    UndefinedElement,

    /// <summary>An indirect call named an empty slot.</summary>
    UninitializedElement,

    /// <summary>An indirect call found a function of another type.</summary>
    IndirectCallTypeMismatch,

    /// <summary>An integer was divided by zero.</summary>
    IntegerDivideByZero,

    /// <summary>The result of an integer division or of a conversion from floating point does not fit.</summary>
    IntegerOverflow,

    /// <summary>Not a number was converted to an integer.</summary>
    InvalidConversionToInteger,

    /// <summary>The guest used up the stack it may use.</summary>
    CallStackExhausted,

    /// <summary>The host asked the guest to stop.</summary>
    Interrupted,

    /// <summary>The guest's time was up.</summary>
    DeadlineExceeded,

    /// <summary>The guest asked for memory beyond its limit.</summary>
    OutOfMemory,

    /// <summary>A host function refused to go on.</summary>
    Host,

    /// <summary>A host function failed in a way that it does not expect: a defect of the host.</summary>
    HostDefect,
}
