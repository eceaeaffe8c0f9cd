namespace Cleanroom.Wasm;

/// <summary>The type of a table.</summary>
/// <param name="ElementType">The type of its elements.</param>
/// <param name="Minimum">Initial number of slots.</param>
/// <param name="Maximum">Maximum number of slots, or null for no maximum.</param>
public sealed record TableType(ValueType ElementType, uint Minimum, uint? Maximum);
