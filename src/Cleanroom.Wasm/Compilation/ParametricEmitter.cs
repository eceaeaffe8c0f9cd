using System.Reflection.Emit;
using Cleanroom.Wasm.Execution;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>Emits the instructions on operands of any type.</summary>
sealed class ParametricEmitter(ILGenerator il, OperandStack stack)
{
    public void Emit(Opcode opcode)
    {
        if (opcode == Opcode.Drop) stack.Drop();
        else Select();
    }

    void Select()
    {
        var type = stack.TypeAt(1);
        stack.Take(3);
        il.Emit(OpCodes.Call, RuntimeMembers.Arithmetic(type switch
        {
            ValueType.I32 => nameof(Arithmetic.SelectI32),
            ValueType.I64 => nameof(Arithmetic.SelectI64),
            ValueType.F32 => nameof(Arithmetic.SelectF32),
            ValueType.F64 => nameof(Arithmetic.SelectF64),
            _ => nameof(Arithmetic.SelectReference),
        }));
        stack.Push(type);
    }
}
