using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm.Compilation;

/// <summary>
/// Creates delegates for functions: one static method per delegate type takes the function first and calls its code as <see cref="Function.Call()"/> does.
/// </summary>
static class CallShims
{
    sealed record Shim(FunctionType Type, MethodInfo Method);

    static readonly ConditionalWeakTable<Type, Shim> Shims = [];

    public static Delegate MakeDelegate(Function function, Type delegateType)
    {
        var shim = Shims.GetValue(delegateType, MakeShim);
        if (!shim.Type.Equals(function.Type)) throw new ArgumentException($"the function has type {function.Type}, {Describe(delegateType)} stands for {shim.Type}");
        return shim.Method.CreateDelegate(delegateType, function);
    }

    static Shim MakeShim(Type delegateType)
    {
        var signature = DelegateSignature.Of(delegateType);
        if (signature.TakesCaller) throw new ArgumentException($"{Describe(delegateType)} takes a caller: only functions of the host do");
        var builder = DynamicAssemblies.DefineType("CallShim", collectible: true, [delegateType.Assembly]);
        var method = builder.DefineMethod("Call", MethodAttributes.Public | MethodAttributes.Static, signature.Invoke.ReturnType, [typeof(Function), .. signature.ParameterTypes]);
        Emit(method.GetILGenerator(), signature);
        return new Shim(signature.Type, builder.CreateType().GetMethod("Call")!);
    }

    // try { call } catch (Exception fault) when (activation.NeedsTranslation(fault)) { throw Function.Translate(fault); } finally { activation.Leave(); }
    static void Emit(ILGenerator il, DelegateSignature signature)
    {
        var activation = il.DeclareLocal(typeof(Activation));
        var fault = il.DeclareLocal(typeof(Exception));
        var result = signature.Invoke.ReturnType == typeof(void) ? null : il.DeclareLocal(signature.Invoke.ReturnType);
        LoadInstance(il);
        il.Emit(OpCodes.Call, RuntimeMembers.Enter);
        il.Emit(OpCodes.Stloc, activation);
        il.BeginExceptionBlock();
        il.BeginExceptionBlock();
        EmitCall(il, signature);
        if (result is not null) il.Emit(OpCodes.Stloc, result);
        il.BeginExceptFilterBlock();
        il.Emit(OpCodes.Castclass, typeof(Exception));
        il.Emit(OpCodes.Stloc, fault);
        il.Emit(OpCodes.Ldloca, activation);
        il.Emit(OpCodes.Ldloc, fault);
        il.Emit(OpCodes.Call, RuntimeMembers.NeedsTranslation);
        il.BeginCatchBlock(null);
        il.Emit(OpCodes.Castclass, typeof(Exception));
        il.Emit(OpCodes.Call, RuntimeMembers.Translate);
        il.Emit(OpCodes.Throw);
        il.EndExceptionBlock();
        il.BeginFinallyBlock();
        il.Emit(OpCodes.Ldloca, activation);
        il.Emit(OpCodes.Call, RuntimeMembers.Leave);
        il.EndExceptionBlock();
        if (result is not null) il.Emit(OpCodes.Ldloc, result);
        il.Emit(OpCodes.Ret);
    }

    static void EmitCall(ILGenerator il, DelegateSignature signature)
    {
        var type = signature.Type;
        for (var i = 0; i < type.ParameterSpan.Length; i++) il.LoadArgument(i + 1);
        LoadInstance(il);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.FunctionCode);
        il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, type.ClrResult(), type.ClrParameters(), null);
        if (signature.Tuple is null) return;
        for (var i = 1; i < type.ResultSpan.Length; i++)
        {
            LoadInstance(il);
            Results.Load(il, i, type.ResultSpan[i]);
        }
        il.Emit(OpCodes.Newobj, signature.Tuple.GetConstructor(signature.Tuple.GetGenericArguments())!);
    }

    static void LoadInstance(ILGenerator il)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.FunctionInstance);
    }

    static string Describe(Type type) => type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Describe))}>" : type.Name;
}
