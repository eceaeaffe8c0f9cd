using System.Reflection.Emit;
using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm.Compilation;

/// <summary>
/// Emits the checks that make a running function stop when requested: of the stack on entry, of the interrupt signal at every loop iteration. Both read the
/// store's control block, whose address is loaded once.
/// </summary>
sealed class StopChecks(ILGenerator il, OperandStack stack, int instance)
{
    LocalBuilder? _control;
    Label? _stop;

    /// <summary>Loads the control block and, if the function needs it, checks that enough bytes of stack are free.</summary>
    public void EmitEntry(int stackNeed)
    {
        _control = stack.Declare(typeof(nint));
        il.LoadArgument(instance);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.Control);
        il.Emit(OpCodes.Stloc, _control);
        if (stackNeed == 0) return;
        il.Emit(OpCodes.Ldloca, stack.Declare(typeof(byte)));
        il.Emit(OpCodes.Conv_U);
        if (stackNeed > ThreadStack.UncheckedNeed)
        {
            il.LoadNativeUInt((ulong)stackNeed);
            il.Emit(OpCodes.Sub);
        }
        il.Emit(OpCodes.Ldloc, _control);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.StackLimit);
        il.Emit(OpCodes.Blt_Un, StopLabel());
    }

    /// <summary>Checks the interrupt signal at the start of a loop iteration.</summary>
    public void EmitLoopCheck()
    {
        il.Emit(OpCodes.Ldloc, _control!);
        il.Emit(OpCodes.Volatile);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.Interrupt);
        il.Emit(OpCodes.Brtrue, StopLabel());
    }

    /// <summary>Emits the target of the checks at the end of the function.</summary>
    public void EmitStop()
    {
        if (_stop is not { } stop) return;
        il.MarkLabel(stop);
        il.LoadArgument(instance);
        il.Emit(OpCodes.Call, RuntimeMembers.Stop);
        il.Emit(OpCodes.Throw);
    }

    Label StopLabel() => _stop ??= il.DefineLabel();
}
