using System.Reflection.Emit;
using Cleanroom.Wasm.Execution;
using Cleanroom.Wasm.Format;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>Emits the instructions on tables and references: calls into the runtime.</summary>
sealed class TableEmitter(ILGenerator il, OperandStack stack, int instance)
{
    public void Emit(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.TableGet: CallRuntime(nameof(TableOperations.Get), 1, ValueType.FuncRef, instruction.Index); break;
            case Opcode.TableSet: CallRuntime(nameof(TableOperations.Set), 2, null, instruction.Index); break;
            case Opcode.TableSize: CallRuntime(nameof(TableOperations.Size), 0, ValueType.I32, instruction.Index); break;
            case Opcode.TableGrow: CallRuntime(nameof(TableOperations.Grow), 2, ValueType.I32, instruction.Index); break;
            case Opcode.TableFill: CallRuntime(nameof(TableOperations.Fill), 3, null, instruction.Index); break;
            case Opcode.TableCopy: CallRuntime(nameof(TableOperations.Copy), 3, null, instruction.Index, instruction.SecondIndex); break;
            case Opcode.TableInit: CallRuntime(nameof(TableOperations.Init), 3, null, instruction.Index, instruction.SecondIndex); break;
            case Opcode.ElemDrop: CallRuntime(nameof(TableOperations.Drop), 0, null, instruction.Index); break;
            case Opcode.RefFunc: CallRuntime(nameof(TableOperations.Reference), 0, ValueType.FuncRef, instruction.Index); break;
            case Opcode.RefNull:
                il.Emit(OpCodes.Ldnull);
                stack.Push(instruction.ReferenceType);
                break;
            case Opcode.RefIsNull:
                stack.Take(1);
                il.Emit(OpCodes.Ldnull);
                il.Emit(OpCodes.Ceq);
                stack.Push(ValueType.I32);
                break;
            default: throw new InvalidOperationException($"no arm for {instruction.Row.Name}");
        }
    }

    void CallRuntime(string name, int operands, ValueType? result, params ReadOnlySpan<uint> indexes)
    {
        stack.Take(operands);
        foreach (var index in indexes) il.LoadInt32((int)index);
        il.LoadArgument(instance);
        il.Emit(OpCodes.Call, RuntimeMembers.Table(name));
        if (result is { } type) stack.Push(type);
    }
}
