namespace Cleanroom.Wasm.Model;

/// <summary>How an instruction can trap.</summary>
[Flags]
enum OpcodeTraps : byte
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>Always.</summary>
    Unreachable = 1,

    /// <summary>By an address outside of its memory.</summary>
    Memory = 2,

    /// <summary>By an index outside of its table.</summary>
    Table = 4,

    /// <summary>By a slot of a table that is missing, empty, or of another type.</summary>
    IndirectCall = 8,

    /// <summary>By division by zero.</summary>
    Division = 16,

    /// <summary>By a result that its type cannot hold.</summary>
    Overflow = 32,

    /// <summary>By a number that is none.</summary>
    Conversion = 64,
}
