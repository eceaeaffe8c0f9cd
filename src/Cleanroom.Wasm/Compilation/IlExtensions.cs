using System.Reflection.Emit;

namespace Cleanroom.Wasm.Compilation;

/// <summary>Emits IL in its shortest forms.</summary>
static class IlExtensions
{
    /// <summary>The .NET type of a value type.</summary>
    public static Type ClrType(this ValueType type) => type switch
    {
        ValueType.I32 => typeof(int),
        ValueType.I64 => typeof(long),
        ValueType.F32 => typeof(float),
        ValueType.F64 => typeof(double),
        _ => typeof(object),
    };

    /// <summary>The parameter types of a function's static method: its parameters, then the instance.</summary>
    public static Type[] ClrParameters(this FunctionType type)
    {
        var types = new Type[type.ParameterSpan.Length + 1];
        for (var i = 0; i < type.ParameterSpan.Length; i++) types[i] = type.ParameterSpan[i].ClrType();
        types[^1] = typeof(Instance);
        return types;
    }

    /// <summary>The return type of that method: the first result. Further results are passed through the store.</summary>
    public static Type ClrResult(this FunctionType type) => type.ResultSpan.Length == 0 ? typeof(void) : type.ResultSpan[0].ClrType();

    public static void LoadArgument(this ILGenerator il, int index)
    {
        switch (index)
        {
            case 0: il.Emit(OpCodes.Ldarg_0); break;
            case 1: il.Emit(OpCodes.Ldarg_1); break;
            case 2: il.Emit(OpCodes.Ldarg_2); break;
            case 3: il.Emit(OpCodes.Ldarg_3); break;
            case < 256: il.Emit(OpCodes.Ldarg_S, (byte)index); break;
            default: il.Emit(OpCodes.Ldarg, (short)index); break;
        }
    }

    public static void StoreArgument(this ILGenerator il, int index)
    {
        if (index < 256) il.Emit(OpCodes.Starg_S, (byte)index);
        else il.Emit(OpCodes.Starg, (short)index);
    }

    public static void LoadInt32(this ILGenerator il, int value)
    {
        switch (value)
        {
            case -1: il.Emit(OpCodes.Ldc_I4_M1); break;
            case 0: il.Emit(OpCodes.Ldc_I4_0); break;
            case 1: il.Emit(OpCodes.Ldc_I4_1); break;
            case 2: il.Emit(OpCodes.Ldc_I4_2); break;
            case 3: il.Emit(OpCodes.Ldc_I4_3); break;
            case 4: il.Emit(OpCodes.Ldc_I4_4); break;
            case 5: il.Emit(OpCodes.Ldc_I4_5); break;
            case 6: il.Emit(OpCodes.Ldc_I4_6); break;
            case 7: il.Emit(OpCodes.Ldc_I4_7); break;
            case 8: il.Emit(OpCodes.Ldc_I4_8); break;
            case >= sbyte.MinValue and <= sbyte.MaxValue: il.Emit(OpCodes.Ldc_I4_S, (sbyte)value); break;
            default: il.Emit(OpCodes.Ldc_I4, value); break;
        }
    }

    public static void LoadInt64(this ILGenerator il, long value)
    {
        if (value is >= int.MinValue and <= int.MaxValue)
        {
            il.LoadInt32((int)value);
            il.Emit(OpCodes.Conv_I8);
        }
        else il.Emit(OpCodes.Ldc_I8, value);
    }

    /// <summary>Loads an address-sized number.</summary>
    public static void LoadNativeUInt(this ILGenerator il, ulong value)
    {
        if (value <= int.MaxValue)
        {
            il.LoadInt32((int)value);
            il.Emit(OpCodes.Conv_I);
        }
        else
        {
            il.Emit(OpCodes.Ldc_I8, (long)value);
            il.Emit(OpCodes.Conv_U);
        }
    }
}
