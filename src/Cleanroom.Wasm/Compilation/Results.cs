using System.Reflection.Emit;
using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm.Compilation;

/// <summary>Results of a call other than the first: numbers are passed in the store's control block, references in an array beside it.</summary>
static class Results
{
    /// <summary>Maximum number of results of reference types after the first.</summary>
    public const int MaxReferences = 16;

    /// <summary>Stores the value of an IL local as a result.</summary>
    public static void Store(ILGenerator il, int instanceArgument, int index, ValueType type, LocalBuilder value)
    {
        il.LoadArgument(instanceArgument);
        LoadPlace(il, index, type);
        il.Emit(OpCodes.Ldloc, value);
        il.Emit(type switch
        {
            ValueType.I32 => OpCodes.Stind_I4,
            ValueType.I64 => OpCodes.Stind_I8,
            ValueType.F32 => OpCodes.Stind_R4,
            ValueType.F64 => OpCodes.Stind_R8,
            _ => OpCodes.Stelem_Ref,
        });
    }

    /// <summary>Loads a result.</summary>
    public static void Load(ILGenerator il, int instanceArgument, int index, ValueType type)
    {
        il.LoadArgument(instanceArgument);
        Load(il, index, type);
    }

    /// <summary>Loads a result; the instance is on the IL stack.</summary>
    public static void Load(ILGenerator il, int index, ValueType type)
    {
        LoadPlace(il, index, type);
        il.Emit(type switch
        {
            ValueType.I32 => OpCodes.Ldind_I4,
            ValueType.I64 => OpCodes.Ldind_I8,
            ValueType.F32 => OpCodes.Ldind_R4,
            ValueType.F64 => OpCodes.Ldind_R8,
            _ => OpCodes.Ldelem_Ref,
        });
    }

    // In: the instance on the IL stack.
    static void LoadPlace(ILGenerator il, int index, ValueType type)
    {
        if (type.IsReference())
        {
            il.Emit(OpCodes.Ldfld, RuntimeMembers.ReferenceResults);
            il.LoadInt32(index);
            return;
        }
        il.Emit(OpCodes.Ldfld, RuntimeMembers.Control);
        il.LoadInt32(ControlBlock.ResultsOffset + index * sizeof(long));
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
    }
}
