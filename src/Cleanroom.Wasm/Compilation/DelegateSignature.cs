using System.Reflection;
using System.Runtime.CompilerServices;

namespace Cleanroom.Wasm.Compilation;

/// <summary>The WebAssembly signature of a delegate type.</summary>
sealed class DelegateSignature
{
    /// <summary>Larger tuples are nested.</summary>
    const int MaxTupleItems = 7;

    DelegateSignature(Type delegateType)
    {
        Invoke = delegateType.GetMethod("Invoke")!;
        ParameterTypes = [.. Invoke.GetParameters().Select(parameter => parameter.ParameterType)];
        TakesCaller = ParameterTypes is [var first, ..] && first == typeof(Caller);
        Tuple = IsTuple(Invoke.ReturnType) ? Invoke.ReturnType : null;
        Type[] results = Invoke.ReturnType == typeof(void) ? [] : Tuple is null ? [Invoke.ReturnType] : Tuple.GetGenericArguments();
        if (results.Length > MaxTupleItems) throw new ArgumentException($"{delegateType} returns more than {MaxTupleItems} values: call such a function with Function.Invoke");
        Type = new FunctionType([.. ParameterTypes.Skip(TakesCaller ? 1 : 0).Select(TypeOf)], [.. results.Select(TypeOf)]);
    }

    public static DelegateSignature Of(Type delegateType) => new(delegateType);

    /// <summary>The method of the delegate.</summary>
    public MethodInfo Invoke { get; }

    /// <summary>The .NET types of the delegate's parameters, including the caller.</summary>
    public Type[] ParameterTypes { get; }

    /// <summary>Parameter and result types, excluding the caller.</summary>
    public FunctionType Type { get; }

    /// <summary>True when the first parameter is the <see cref="Caller"/>.</summary>
    public bool TakesCaller { get; }

    /// <summary>The tuple that holds several results, or null.</summary>
    public Type? Tuple { get; }

    /// <summary>Returns the field of the tuple that holds a result.</summary>
    public FieldInfo TupleItem(int index) => Tuple!.GetField($"Item{index + 1}")!;

    static bool IsTuple(Type type) => type.IsGenericType && type.IsValueType && type.IsAssignableTo(typeof(ITuple));

    static ValueType TypeOf(Type type) =>
        type == typeof(int) || type == typeof(uint) ? ValueType.I32
        : type == typeof(long) || type == typeof(ulong) ? ValueType.I64
        : type == typeof(float) ? ValueType.F32
        : type == typeof(double) ? ValueType.F64
        : type == typeof(Function) ? ValueType.FuncRef
        : type == typeof(object) ? ValueType.ExternRef
        : throw new ArgumentException($"{type} does not stand for a WebAssembly type: int, uint, long, ulong, float, double, Function and object do");
}
