using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>
/// The largest number that an i32 instruction can give: an index into a table of constants, as in <c>table[x &amp; 255]</c>, needs no check.
/// </summary>
static class AddressRange
{
    /// <summary>Returns the largest result, unsigned, of the instruction on the topmost operands, or null when it can be any number.</summary>
    public static uint? MaximumAfter(Opcode opcode, OperandStack stack) => opcode switch
    {
        Opcode.I32And => Smaller(stack.MaximumAt(1), stack.MaximumAt(0)),
        Opcode.I32Add when (stack.MaximumAt(1), stack.MaximumAt(0)) is ({ } left, { } right) => Fitting((ulong)left + right),
        Opcode.I32Mul when (stack.MaximumAt(1), stack.MaximumAt(0)) is ({ } left, { } right) => Fitting((ulong)left * right),
        Opcode.I32Shl when (stack.MaximumAt(1), stack.ConstantAt(0)) is ({ } value, { } count) => Fitting((ulong)value << ((int)count & 31)),
        Opcode.I32ShrU when stack.ConstantAt(0) is { } count => (stack.MaximumAt(1) ?? uint.MaxValue) >> ((int)count & 31),
        Opcode.I32RemU when stack.ConstantAt(0) is { } divisor and not 0 => (uint)divisor - 1,
        _ => null,
    };

    static uint? Smaller(uint? left, uint? right) => left is null || right < left ? right : left;

    static uint? Fitting(ulong value) => value <= uint.MaxValue ? (uint)value : null;
}
