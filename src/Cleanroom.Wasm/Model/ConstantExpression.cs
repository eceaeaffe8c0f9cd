namespace Cleanroom.Wasm.Model;

/// <summary>A constant expression: one instruction and its operand.</summary>
/// <param name="Opcode">A constant, <c>global.get</c>, <c>ref.null</c> or <c>ref.func</c>.</param>
/// <param name="Bits">The constant's bits or an index.</param>
/// <param name="Type">Type of the constant or of the null reference.</param>
/// <param name="Position">Offset in the module.</param>
readonly record struct ConstantExpression(Opcode Opcode, ulong Bits, ValueType Type, int Position);
