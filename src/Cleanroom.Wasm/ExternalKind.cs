namespace Cleanroom.Wasm;

/// <summary>The kinds of imports and exports. The numbers are the codes of the binary format.</summary>
public enum ExternalKind : byte
{
    /// <summary>A function.</summary>
    Function,

    /// <summary>A table.</summary>
    Table,

    /// <summary>A linear memory.</summary>
    Memory,

    /// <summary>A global.</summary>
    Global,
}
