using System.Collections.Concurrent;

namespace Cleanroom.Wasm;

/// <summary>The parameter and result types of a function.</summary>
public sealed class FunctionType : IEquatable<FunctionType>
{
    const int SymbolsInId = 20;
    const int MaxLongTypes = 100_000;
    static readonly ConcurrentDictionary<FunctionType, ulong> LongTypes = new();

    readonly ValueType[] _parameters;
    readonly ValueType[] _results;

    /// <summary>Creates a type.</summary>
    public FunctionType(ReadOnlySpan<ValueType> parameters, ReadOnlySpan<ValueType> results)
    {
        _parameters = parameters.ToArray();
        _results = results.ToArray();
        Id = MakeId();
    }

    /// <summary>The parameter types.</summary>
    public ReadOnlySpan<ValueType> ParameterSpan => _parameters;

    /// <summary>The result types.</summary>
    public ReadOnlySpan<ValueType> ResultSpan => _results;

    /// <summary>The parameter types.</summary>
    public IReadOnlyList<ValueType> Parameters => _parameters;

    /// <summary>The result types.</summary>
    public IReadOnlyList<ValueType> Results => _results;

    /// <summary>Equal exactly for equal types; compared by indirect calls.</summary>
    internal ulong Id { get; }

    /// <inheritdoc/>
    public bool Equals(FunctionType? other) => other is not null && _parameters.AsSpan().SequenceEqual(other._parameters) && _results.AsSpan().SequenceEqual(other._results);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FunctionType);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var type in _parameters) hash.Add(type);
        hash.Add(0);
        foreach (var type in _results) hash.Add(type);
        return hash.ToHashCode();
    }

    /// <summary>The contract's notation: <c>(iI)d</c> with i = i32, I = i64, f = f32, d = f64, r = funcref, e = externref.</summary>
    public override string ToString() => $"({Letters(_parameters)}){Letters(_results)}";

    static string Letters(ValueType[] types) => string.Create(types.Length, types, static (text, source) =>
    {
        for (var i = 0; i < text.Length; i++)
            text[i] = source[i] switch
            {
                ValueType.I32 => 'i',
                ValueType.I64 => 'I',
                ValueType.F32 => 'f',
                ValueType.F64 => 'd',
                ValueType.FuncRef => 'r',
                _ => 'e',
            };
    });

    // Up to twenty symbols are packed into three bits each, which is exact. Longer types are numbered; their number is limited so that modules cannot exhaust
    // the process's memory.
    ulong MakeId()
    {
        if (_parameters.Length + _results.Length + 1 > SymbolsInId)
            return LongTypes.Count < MaxLongTypes || LongTypes.ContainsKey(this)
                ? LongTypes.GetOrAdd(this, static _ => 1UL << 63 | (ulong)Interlocked.Increment(ref _lastLongId))
                : throw new WasmFormatException($"too many function types with more than {SymbolsInId - 1} parameters and results in this process");
        ulong id = 0;
        foreach (var type in _parameters) id = id << 3 | Symbol(type);
        id = id << 3 | 7;
        foreach (var type in _results) id = id << 3 | Symbol(type);
        return id;
    }

    static long _lastLongId;

    static ulong Symbol(ValueType type) => type switch
    {
        ValueType.I32 => 1,
        ValueType.I64 => 2,
        ValueType.F32 => 3,
        ValueType.F64 => 4,
        ValueType.FuncRef => 5,
        _ => 6,
    };
}
