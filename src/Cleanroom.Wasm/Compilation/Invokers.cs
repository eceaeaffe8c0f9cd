using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm.Compilation;

/// <summary>Calls code with arguments and results in arrays: one adapter per function type, for callers that do not know the type statically.</summary>
static class Invokers
{
    public delegate void Invoker(nint code, ref Value arguments, ref Value results, Instance instance);

    static readonly ConditionalWeakTable<FunctionType, Invoker> ByType = [];

    public static Invoker For(FunctionType type) => ByType.GetValue(type, Make);

    static Invoker Make(FunctionType type)
    {
        var method = new DynamicMethod("Invoke", typeof(void), [typeof(nint), typeof(Value).MakeByRefType(), typeof(Value).MakeByRefType(), typeof(Instance)], typeof(Invokers).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        for (var i = 0; i < type.ParameterSpan.Length; i++)
        {
            LoadValue(il, 1, i);
            LoadField(il, type.ParameterSpan[i]);
        }
        il.Emit(OpCodes.Ldarg_3);
        il.Emit(OpCodes.Ldarg_0);
        il.EmitCalli(OpCodes.Calli, System.Reflection.CallingConventions.Standard, type.ClrResult(), type.ClrParameters(), null);
        for (var i = 0; i < type.ResultSpan.Length; i++)
        {
            var result = type.ResultSpan[i];
            if (i > 0) Results.Load(il, 3, i, result);
            il.Emit(OpCodes.Call, Factory(result));
            var value = il.DeclareLocal(typeof(Value));
            il.Emit(OpCodes.Stloc, value);
            LoadValue(il, 2, i);
            il.Emit(OpCodes.Ldloc, value);
            il.Emit(OpCodes.Stobj, typeof(Value));
        }
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Invoker>();
    }

    static void LoadValue(ILGenerator il, int array, int index)
    {
        il.LoadArgument(array);
        if (index == 0) return;
        il.Emit(OpCodes.Sizeof, typeof(Value));
        il.LoadInt32(index);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Add);
    }

    static void LoadField(ILGenerator il, ValueType type)
    {
        il.Emit(OpCodes.Ldfld, type.IsReference() ? RuntimeMembers.ValueObject : RuntimeMembers.ValueBits);
        if (type == ValueType.I32) il.Emit(OpCodes.Conv_I4);
        else if (type == ValueType.F32)
        {
            il.Emit(OpCodes.Conv_I4);
            il.Emit(OpCodes.Call, typeof(BitConverter).GetMethod(nameof(BitConverter.Int32BitsToSingle))!);
        }
        else if (type == ValueType.F64) il.Emit(OpCodes.Call, typeof(BitConverter).GetMethod(nameof(BitConverter.Int64BitsToDouble))!);
    }

    static System.Reflection.MethodInfo Factory(ValueType type) => typeof(Value).GetMethod(type switch
    {
        ValueType.I32 => nameof(Value.FromInt32),
        ValueType.I64 => nameof(Value.FromInt64),
        ValueType.F32 => nameof(Value.FromSingle),
        ValueType.F64 => nameof(Value.FromDouble),
        ValueType.FuncRef => nameof(Value.FromFunction),
        _ => nameof(Value.FromExternal),
    })!;
}
