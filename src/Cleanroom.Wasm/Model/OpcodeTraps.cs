namespace Cleanroom.Wasm.Model;

/// <summary>How an instruction can trap.</summary>
[Flags]
enum OpcodeTraps : byte
{
    /// <summary>Never.</summary>
    None = 0,

    /// <summary>Always.</summary>
    Unreachable = 1,

    /// <summary>Memory address out of bounds.</summary>
    Memory = 2,

    /// <summary>Table index out of bounds.</summary>
    Table = 4,

    /// <summary>Table slot out of bounds, empty, or of another type.</summary>
    IndirectCall = 8,

    /// <summary>Division by zero.</summary>
    Division = 16,

    /// <summary>Result out of range.</summary>
    Overflow = 32,

    /// <summary>Conversion of NaN.</summary>
    Conversion = 64,
}
