using System.Reflection;
using Cleanroom.Bridge.Guests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Binding;

/// <summary>How a parameter of a host function is read from an import's parameters.</summary>
enum ParameterKind
{
    /// <summary>A string in the form given by the import's type.</summary>
    Text,

    /// <summary>A string as one length-prefixed pointer.</summary>
    LengthPrefixedText,

    /// <summary>A string as two i32: a length-prefixed pointer and its length, or a raw pair.</summary>
    PrefixedOrPairText,

    /// <summary>A 32-bit integer.</summary>
    Int32,

    /// <summary>A 64-bit integer.</summary>
    Int64,

    /// <summary>A double.</summary>
    Double,

    /// <summary>A flag: nonzero is true.</summary>
    Boolean,

    /// <summary>An address.</summary>
    Pointer,
}

/// <summary>How the result of a host function is converted to an import's result.</summary>
enum ResultKind
{
    /// <summary>No result.</summary>
    None,

    /// <summary>A 32-bit integer or a flag.</summary>
    Int32,

    /// <summary>A 64-bit integer.</summary>
    Int64,

    /// <summary>A double.</summary>
    Double,

    /// <summary>An address, including that of a string.</summary>
    Pointer,
}

/// <summary>
/// A method with a <see cref="HostFunctionAttribute"/>, its parameters and its result. Inspected on first binding, because a module uses few of all
/// functions.
/// </summary>
/// <param name="module">The module that contains the method.</param>
/// <param name="token">The metadata token of the method.</param>
/// <param name="attribute">Its attribute.</param>
sealed class HostFunction(System.Reflection.Module module, int token, HostFunctionAttribute attribute)
{
    ParameterKind[]? _parameters;

    public MethodInfo Method => field ??= (MethodInfo)module.ResolveMethod(token)!;

    public HostFunctionAttribute Attribute { get; } = attribute;

    /// <summary>True when the first parameter of the method is the <see cref="Guest"/>.</summary>
    public bool TakesGuest => Method.GetParameters() is [{ } first, ..] && first.ParameterType == typeof(Guest);

    /// <summary>What it may wait for.</summary>
    public Waits Waits => (Method.GetCustomAttribute<WaitsForAttribute>() ?? Method.DeclaringType!.GetCustomAttribute<WaitsForAttribute>())?.Waits ?? Waits.None;

    public ParameterKind[] Parameters => _parameters ??= ReadParameters();

    /// <summary>True when it takes a string in the form given by the import's type.</summary>
    public bool TakesText => Takes(static kind => kind == ParameterKind.Text);

    /// <summary>True when it takes a string in any form.</summary>
    public bool TakesStrings => Takes(static kind => kind is ParameterKind.Text or ParameterKind.LengthPrefixedText or ParameterKind.PrefixedOrPairText);

    public ResultKind Result => KindOf(Method.ReturnType);

    /// <summary>The string forms it supports; one form when it has no strings.</summary>
    public IEnumerable<StringForm> Forms
    {
        get
        {
            if (!TakesText)
            {
                yield return StringForm.Pairs;
                yield break;
            }
            if (Attribute.Form.HasFlag(StringForm.Pairs)) yield return StringForm.Pairs;
            if (Attribute.Form.HasFlag(StringForm.LengthPrefixed)) yield return StringForm.LengthPrefixed;
        }
    }

    /// <summary>The import type that needs no adaptation, for a string form.</summary>
    public FunctionType NaturalType(StringForm form)
    {
        var parameters = new List<ValueType>();
        foreach (var kind in Parameters)
        {
            parameters.Add(kind switch
            {
                ParameterKind.Int64 => ValueType.I64,
                ParameterKind.Double => ValueType.F64,
                _ => ValueType.I32,
            });
            if (kind == ParameterKind.PrefixedOrPairText || kind == ParameterKind.Text && form == StringForm.Pairs) parameters.Add(ValueType.I32);
        }
        return new FunctionType([.. parameters], Result switch
        {
            ResultKind.None => [],
            ResultKind.Int64 => [ValueType.I64],
            ResultKind.Double => [ValueType.F64],
            _ => [ValueType.I32],
        });
    }

    bool Takes(Func<ParameterKind, bool> matches)
    {
        foreach (var kind in Parameters)
            if (matches(kind)) return true;
        return false;
    }

    ParameterKind[] ReadParameters()
    {
        var declared = Method.GetParameters();
        var first = TakesGuest ? 1 : 0;
        var kinds = new ParameterKind[declared.Length - first];
        for (var index = 0; index < kinds.Length; index++) kinds[index] = KindOf(declared[first + index]);
        return kinds;
    }

    static ParameterKind KindOf(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(ReadOnlySpan<byte>) ?
            parameter.IsDefined(typeof(LengthPrefixedAttribute), false) ? ParameterKind.LengthPrefixedText
            : parameter.IsDefined(typeof(PrefixedOrPairAttribute), false) ? ParameterKind.PrefixedOrPairText
            : ParameterKind.Text
        : parameter.ParameterType == typeof(int) ? ParameterKind.Int32
        : parameter.ParameterType == typeof(long) ? ParameterKind.Int64
        : parameter.ParameterType == typeof(double) ? ParameterKind.Double
        : parameter.ParameterType == typeof(bool) ? ParameterKind.Boolean
        : parameter.ParameterType == typeof(GuestPointer) ? ParameterKind.Pointer
        : throw new NotSupportedException($"{parameter.Member.DeclaringType}.{parameter.Member.Name}: a host function cannot take {parameter.ParameterType}");

    static ResultKind KindOf(Type type) =>
        type == typeof(void) ? ResultKind.None
        : type == typeof(int) || type == typeof(bool) ? ResultKind.Int32
        : type == typeof(long) ? ResultKind.Int64
        : type == typeof(double) ? ResultKind.Double
        : type == typeof(GuestString) || type == typeof(GuestPointer) ? ResultKind.Pointer
        : throw new NotSupportedException($"a host function cannot return {type}");
}
