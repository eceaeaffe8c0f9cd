using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Cleanroom.Wasm.Compilation;

/// <summary>Creates functions from delegates: one static method per delegate type takes the instance last and calls its delegate.</summary>
static class HostShims
{
    sealed record Shim(FunctionType Type, MethodInfo Method, bool NeedsCaller);

    static readonly ConditionalWeakTable<Type, Shim> Shims = [];

    public static Function MakeFunction(Delegate target)
    {
        var shim = Shims.GetValue(target.GetType(), MakeShim);
        return new Function(shim.Type, shim.Method.MethodHandle.GetFunctionPointer(), new Instance(target, shim.NeedsCaller));
    }

    static Shim MakeShim(Type delegateType)
    {
        var signature = DelegateSignature.Of(delegateType);
        var type = signature.Type;
        var builder = DynamicAssemblies.DefineType("HostShim", collectible: true, [delegateType.Assembly]);
        var method = builder.DefineMethod("Call", MethodAttributes.Public | MethodAttributes.Static, type.ClrResult(), type.ClrParameters());
        var il = method.GetILGenerator();
        var instance = type.ParameterSpan.Length;
        il.LoadArgument(instance);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.HostTarget);
        if (signature.TakesCaller)
        {
            LoadCaller(il, instance);
            il.Emit(OpCodes.Newobj, RuntimeMembers.NewCaller);
        }
        for (var i = 0; i < instance; i++) il.LoadArgument(i);
        il.Emit(OpCodes.Callvirt, signature.Invoke);
        if (signature.Tuple is not null) Unpack(il, signature, instance);
        il.Emit(OpCodes.Ret);
        return new Shim(type, builder.CreateType().GetMethod("Call")!, signature.TakesCaller || type.ResultSpan.Length > 1);
    }

    static void LoadCaller(ILGenerator il, int instance)
    {
        il.LoadArgument(instance);
        il.Emit(OpCodes.Call, RuntimeMembers.CallerOf);
    }

    // The first result is returned, the others are stored where the caller expects them.
    static void Unpack(ILGenerator il, DelegateSignature signature, int instance)
    {
        var tuple = il.DeclareLocal(signature.Tuple!);
        il.Emit(OpCodes.Stloc, tuple);
        if (signature.Type.ResultSpan.Length > 1)
        {
            LoadCaller(il, instance);
            il.Emit(OpCodes.Pop);
        }
        for (var i = 1; i < signature.Type.ResultSpan.Length; i++)
        {
            var type = signature.Type.ResultSpan[i];
            var item = il.DeclareLocal(type.ClrType());
            il.Emit(OpCodes.Ldloc, tuple);
            il.Emit(OpCodes.Ldfld, signature.TupleItem(i));
            il.Emit(OpCodes.Stloc, item);
            Results.Store(il, instance, i, type, item);
        }
        il.Emit(OpCodes.Ldloc, tuple);
        il.Emit(OpCodes.Ldfld, signature.TupleItem(0));
    }
}
