using System.Reflection.Emit;

namespace Cleanroom.Wasm.Compilation;

/// <summary>Emits returns: the first result is the method's return value, further ones are passed through the store.</summary>
sealed class ReturnEmitter(ILGenerator il, OperandStack stack, FunctionType type)
{
    /// <summary>Returns the topmost operands.</summary>
    public void Emit()
    {
        if (type.ResultSpan.Length == 1)
        {
            stack.Bring(1);
            if (stack.IsAloneOnIlStack)
            {
                stack.Take(1);
                EmitReturn();
                return;
            }
        }
        stack.Flush();
        EmitFromSlots();
    }

    /// <summary>Returns the topmost operands, which are in slots and stay on the stack.</summary>
    public void EmitFromSlots()
    {
        var results = type.ResultSpan;
        var first = stack.Height - results.Length;
        for (var i = 1; i < results.Length; i++) Results.Store(il, type.ParameterSpan.Length, i, results[i], stack.SlotOf(first + i));
        if (results.Length > 0) stack.LoadFromSlot(first);
        EmitReturn();
    }

    // A call right before a return would become a tail call, and the caller would be missing from stack traces.
    void EmitReturn()
    {
        il.Emit(OpCodes.Nop);
        il.Emit(OpCodes.Ret);
    }
}
