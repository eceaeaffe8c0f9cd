using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Cleanroom.Wasm.Compilation;

/// <summary>Makes functions of delegates: a static method per delegate type that takes the instance last and calls the delegate it carries.</summary>
static class HostShims
{
    sealed record Shim(FunctionType Type, MethodInfo Method);

    static readonly ConditionalWeakTable<Type, Shim> Shims = [];

    public static Function MakeFunction(Delegate target)
    {
        var shim = Shims.GetValue(target.GetType(), MakeShim);
        return new Function(shim.Type, shim.Method.MethodHandle.GetFunctionPointer(), new Instance(target));
    }

    static Shim MakeShim(Type delegateType)
    {
        var invoke = delegateType.GetMethod("Invoke")!;
        ValueType[] parameters = [.. invoke.GetParameters().Select(parameter => TypeOf(parameter.ParameterType))];
        var type = new FunctionType(parameters, invoke.ReturnType == typeof(void) ? [] : [TypeOf(invoke.ReturnType)]);
        var builder = DynamicAssemblies.DefineType("HostShim", collectible: true, [delegateType.Assembly]);
        var method = builder.DefineMethod("Call", MethodAttributes.Public | MethodAttributes.Static, type.ClrResult(), type.ClrParameters());
        var il = method.GetILGenerator();
        il.LoadArgument(parameters.Length);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.HostTarget);
        for (var i = 0; i < parameters.Length; i++) il.LoadArgument(i);
        il.Emit(OpCodes.Callvirt, invoke);
        il.Emit(OpCodes.Ret);
        return new Shim(type, builder.CreateType().GetMethod("Call")!);
    }

    static ValueType TypeOf(Type type) =>
        type == typeof(int) || type == typeof(uint) ? ValueType.I32
        : type == typeof(long) || type == typeof(ulong) ? ValueType.I64
        : type == typeof(float) ? ValueType.F32
        : type == typeof(double) ? ValueType.F64
        : type == typeof(Function) ? ValueType.FuncRef
        : type == typeof(object) ? ValueType.ExternRef
        : throw new ArgumentException($"{type} is no WebAssembly type: int, long, float, double, Function and object are");
}
