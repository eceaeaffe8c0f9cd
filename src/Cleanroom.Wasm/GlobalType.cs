namespace Cleanroom.Wasm;

/// <summary>The type of a global.</summary>
/// <param name="ValueType">What it holds.</param>
/// <param name="IsMutable">True when it may change.</param>
public readonly record struct GlobalType(ValueType ValueType, bool IsMutable);
