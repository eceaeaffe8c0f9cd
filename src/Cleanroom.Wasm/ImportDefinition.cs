namespace Cleanroom.Wasm;

/// <summary>An import.</summary>
/// <param name="Module">The module name.</param>
/// <param name="Name">The name within the module.</param>
/// <param name="Kind">What is imported.</param>
/// <param name="Index">Index in the index space of its kind.</param>
/// <param name="FunctionType">Type of an imported function.</param>
/// <param name="TableType">Type of an imported table.</param>
/// <param name="MemoryType">Type of an imported memory.</param>
/// <param name="GlobalType">Type of an imported global.</param>
public sealed record ImportDefinition(
    string Module, string Name, ExternalKind Kind, int Index,
    FunctionType? FunctionType = null, TableType? TableType = null, MemoryType? MemoryType = null, GlobalType? GlobalType = null)
{
    /// <summary>True for an import of WASI, the system interface for command-line programs, which this engine does not provide.</summary>
    public bool IsWasi => Module is "wasi_snapshot_preview1" or "wasi_unstable" || Module.StartsWith("wasi:", StringComparison.Ordinal);
}
