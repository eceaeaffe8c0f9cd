using Cleanroom.Wasm;
using Cleanroom.Wasm.Model;

namespace Cleanroom.StressHost.Operations;

/// <summary>
/// Computes every numeric instruction as the specification defines it, in integer arithmetic where the processor or the just-in-time compiler has its own
/// idea of it. No operand is known when this is compiled, so that nothing is folded.
/// </summary>
static class Reference
{
    /// <summary>The result of an instruction.</summary>
    public static Expected Compute(Opcode opcode, ReadOnlySpan<Expected> operands)
    {
        var type = opcode.Row().Results![0];
        foreach (var operand in operands)
            if (operand.Trap is not null || operand.IsOpen) return operand with { Type = type };
        var (a, b) = (operands[0], operands.Length > 1 ? operands[1] : default);
        if (opcode is Opcode.I32ReinterpretF32 or Opcode.I64ReinterpretF64 && a.IsAnyNaN || opcode is Opcode.F32Copysign or Opcode.F64Copysign && b.IsAnyNaN)
            return new Expected(type, 0, IsOpen: true);
        if (opcode is Opcode.F32Neg or Opcode.F64Neg or Opcode.F32Abs or Opcode.F64Abs or Opcode.F32Copysign or Opcode.F64Copysign && a.IsAnyNaN) return a;
        return a.Type switch
        {
            ValueType.I32 or ValueType.I64 => IntegerReference.Compute(opcode, type, a.Bits, b.Bits),
            _ => FloatReference.Compute(opcode, type, a.Bits, b.Bits),
        };
    }
}
