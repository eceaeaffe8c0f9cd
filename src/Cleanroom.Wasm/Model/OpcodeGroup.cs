namespace Cleanroom.Wasm.Model;

/// <summary>The group of an instruction.</summary>
enum OpcodeGroup : byte
{
    /// <summary>Blocks, branches, returns.</summary>
    Control,

    /// <summary>Calls.</summary>
    Call,

    /// <summary>Operands of any type.</summary>
    Parametric,

    /// <summary>Locals and globals.</summary>
    Variable,

    /// <summary>Tables and element segments.</summary>
    Table,

    /// <summary>References.</summary>
    Reference,

    /// <summary>Memories and data segments.</summary>
    Memory,

    /// <summary>Comparisons of numbers.</summary>
    Comparison,

    /// <summary>Constants, arithmetic and conversions.</summary>
    Number,
}
