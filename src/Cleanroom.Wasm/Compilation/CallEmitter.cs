using System.Reflection;
using System.Reflection.Emit;
using Cleanroom.Wasm.Format;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>Emits direct and indirect calls.</summary>
/// <param name="il">The method.</param>
/// <param name="stack">Its operands.</param>
/// <param name="compiler">Provides the methods of all functions.</param>
/// <param name="memory">Reloads the length of the memory after a call; null in a function that uses no memory or whose memory has a fixed length.</param>
/// <param name="instance">Index of the argument that holds the instance.</param>
sealed class CallEmitter(ILGenerator il, OperandStack stack, ModuleCompiler compiler, MemoryEmitter? memory, int instance)
{
    public void Emit(in Instruction instruction)
    {
        if (instruction.Opcode == Opcode.Call) Call((int)instruction.Index);
        else CallIndirect(compiler.Definition.Types[(int)instruction.Index], instruction.SecondIndex);
    }

    void Call(int function)
    {
        var type = compiler.Definition.Functions[function];
        stack.Take(type.ParameterSpan.Length);
        il.LoadArgument(instance);
        il.Emit(OpCodes.Call, compiler.Methods[function]);
        PushResults(type);
    }

    void CallIndirect(FunctionType type, uint table)
    {
        stack.Take(type.ParameterSpan.Length + 1);
        var function = stack.Scratch(typeof(Function));
        il.LoadArgument(instance);
        LoadTable(table);
        il.Emit(OpCodes.Ldc_I8, (long)type.Id);
        il.Emit(OpCodes.Call, RuntimeMembers.Callee);
        il.Emit(OpCodes.Stloc, function);
        il.Emit(OpCodes.Ldloc, function);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.FunctionInstance);
        il.Emit(OpCodes.Ldloc, function);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.FunctionCode);
        il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, type.ClrResult(), type.ClrParameters(), null);
        PushResults(type);
    }

    void LoadTable(uint index)
    {
        if (index == 0)
        {
            il.Emit(OpCodes.Ldfld, RuntimeMembers.Table0);
            return;
        }
        il.Emit(OpCodes.Ldfld, RuntimeMembers.Tables);
        il.LoadInt32((int)index);
        il.Emit(OpCodes.Ldelem_Ref);
    }

    void PushResults(FunctionType type)
    {
        var results = type.ResultSpan;
        for (var i = 0; i < results.Length; i++)
        {
            if (i > 0) Results.Load(il, instance, i, results[i]);
            stack.Push(results[i]);
        }
        memory?.EmitReloadLength();
    }
}
