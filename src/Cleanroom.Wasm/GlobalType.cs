namespace Cleanroom.Wasm;

/// <summary>The type of a global.</summary>
/// <param name="ValueType">The type of its value.</param>
/// <param name="IsMutable">True when it is mutable.</param>
public sealed record GlobalType(ValueType ValueType, bool IsMutable);
