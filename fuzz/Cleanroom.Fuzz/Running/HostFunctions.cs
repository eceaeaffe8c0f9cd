using System.Collections.Concurrent;
using System.Linq.Expressions;
using Cleanroom.Wasm;

namespace Cleanroom.Fuzz.Running;

/// <summary>Makes host functions of any type that hand their arguments to one callback.</summary>
static class HostFunctions
{
    static readonly ConcurrentDictionary<FunctionType, Func<Func<Value[], Value>, Delegate>> Factories = new();

    /// <summary>Makes a function, or null for a type with several results, which delegates cannot have.</summary>
    public static Function? Create(FunctionType type, Func<Value[], Value> callback) =>
        type.Results.Count > 1 ? null : Function.FromDelegate(Factories.GetOrAdd(type, MakeFactory)(callback));

    static Func<Func<Value[], Value>, Delegate> MakeFactory(FunctionType type)
    {
        var callback = Expression.Parameter(typeof(Func<Value[], Value>));
        ParameterExpression[] parameters = [.. type.Parameters.Select(parameter => Expression.Parameter(ClrType(parameter)))];
        var values = Expression.NewArrayInit(typeof(Value), parameters.Zip(type.Parameters, (parameter, kind) => Expression.Call(Maker(kind), parameter)));
        Expression body = Expression.Invoke(callback, values);
        if (type.Results is [var result]) body = Expression.Convert(Expression.Call(body, Reader(result)), ClrType(result));
        else body = Expression.Block(typeof(void), body);
        var inner = Expression.Lambda(Expression.GetDelegateType([.. parameters.Select(parameter => parameter.Type), body.Type]), body, parameters);
        return Expression.Lambda<Func<Func<Value[], Value>, Delegate>>(inner, callback).Compile();
    }

    static Type ClrType(ValueType type) => type switch
    {
        ValueType.I32 => typeof(int),
        ValueType.I64 => typeof(long),
        ValueType.F32 => typeof(float),
        ValueType.F64 => typeof(double),
        ValueType.FuncRef => typeof(Function),
        _ => typeof(object),
    };

    static System.Reflection.MethodInfo Maker(ValueType type) => typeof(Value).GetMethod(type switch
    {
        ValueType.I32 => nameof(Value.FromInt32),
        ValueType.I64 => nameof(Value.FromInt64),
        ValueType.F32 => nameof(Value.FromSingle),
        ValueType.F64 => nameof(Value.FromDouble),
        ValueType.FuncRef => nameof(Value.FromFunction),
        _ => nameof(Value.FromExternal),
    })!;

    static System.Reflection.MethodInfo Reader(ValueType type) => typeof(Value).GetMethod(type switch
    {
        ValueType.I32 => nameof(Value.AsInt32),
        ValueType.I64 => nameof(Value.AsInt64),
        ValueType.F32 => nameof(Value.AsSingle),
        ValueType.F64 => nameof(Value.AsDouble),
        ValueType.FuncRef => nameof(Value.AsFunction),
        _ => nameof(Value.AsExternal),
    })!;
}
