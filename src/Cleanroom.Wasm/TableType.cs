namespace Cleanroom.Wasm;

/// <summary>The type of a table.</summary>
/// <param name="ElementType">What its slots hold.</param>
/// <param name="Minimum">Slots at the start.</param>
/// <param name="Maximum">Most slots it may have, or null.</param>
public readonly record struct TableType(ValueType ElementType, uint Minimum, uint? Maximum);
