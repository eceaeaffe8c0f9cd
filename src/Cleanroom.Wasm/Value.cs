using System.Globalization;
using System.Runtime.CompilerServices;

namespace Cleanroom.Wasm;

/// <summary>A WebAssembly value with its type.</summary>
public readonly struct Value : IEquatable<Value>
{
    // Read and written by emitted code.
    internal readonly long Bits;
    internal readonly object? Object;

    Value(ValueType type, long bits, object? reference = null) => (Type, Bits, Object) = (type, bits, reference);

    /// <summary>The type.</summary>
    public ValueType Type { get; }

    /// <summary>Creates an i32.</summary>
    public static Value FromInt32(int value) => new(ValueType.I32, value);

    /// <summary>Creates an i64.</summary>
    public static Value FromInt64(long value) => new(ValueType.I64, value);

    /// <summary>Creates an f32.</summary>
    public static Value FromSingle(float value) => new(ValueType.F32, BitConverter.SingleToInt32Bits(value));

    /// <summary>Creates an f64.</summary>
    public static Value FromDouble(double value) => new(ValueType.F64, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Creates a funcref, which may be null.</summary>
    public static Value FromFunction(Function? value) => new(ValueType.FuncRef, 0, value);

    /// <summary>Creates an externref, which may be null.</summary>
    public static Value FromExternal(object? value) => new(ValueType.ExternRef, 0, value);

    /// <summary>Creates a number of any type from its bits.</summary>
    public static Value FromBits(ValueType type, long bits) => new(type, type is ValueType.I32 or ValueType.F32 ? (int)bits : bits);

    internal static Value FromReference(ValueType type, object? value) => new(type, 0, value);

    /// <summary>Returns the default value of a type: zero or null.</summary>
    public static Value Default(ValueType type) => new(type, 0);

    /// <summary>The value of an i32.</summary>
    public int AsInt32() => Type == ValueType.I32 ? (int)Bits : throw Mismatch("i32");

    /// <summary>The value of an i64.</summary>
    public long AsInt64() => Type == ValueType.I64 ? Bits : throw Mismatch("i64");

    /// <summary>The value of an f32.</summary>
    public float AsSingle() => Type == ValueType.F32 ? BitConverter.Int32BitsToSingle((int)Bits) : throw Mismatch("f32");

    /// <summary>The value of an f64.</summary>
    public double AsDouble() => Type == ValueType.F64 ? BitConverter.Int64BitsToDouble(Bits) : throw Mismatch("f64");

    /// <summary>The function of a funcref, or null.</summary>
    public Function? AsFunction() => Type == ValueType.FuncRef ? Unsafe.As<Function?>(Object) : throw Mismatch("funcref");

    /// <summary>The reference of an externref, or null.</summary>
    public object? AsExternal() => Type == ValueType.ExternRef ? Object : throw Mismatch("externref");

    /// <summary>The bits of a number.</summary>
    public long AsBits() => Type switch
    {
        ValueType.I32 or ValueType.F32 => (uint)Bits,
        ValueType.I64 or ValueType.F64 => Bits,
        _ => throw Mismatch("a number"),
    };

    /// <inheritdoc/>
    public bool Equals(Value other) => Type == other.Type && Bits == other.Bits && ReferenceEquals(Object, other.Object);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Bits, Object);

    /// <summary>True for the same type and bits or reference.</summary>
    public static bool operator ==(Value left, Value right) => left.Equals(right);

    /// <summary>False for the same type and bits or reference.</summary>
    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <summary>Type and value for messages.</summary>
    public override string ToString() => Type switch
    {
        ValueType.I32 => string.Create(CultureInfo.InvariantCulture, $"i32:{(int)Bits}"),
        ValueType.I64 => string.Create(CultureInfo.InvariantCulture, $"i64:{Bits}"),
        ValueType.F32 => string.Create(CultureInfo.InvariantCulture, $"f32:{AsSingle()} (0x{(int)Bits:x8})"),
        ValueType.F64 => string.Create(CultureInfo.InvariantCulture, $"f64:{AsDouble()} (0x{Bits:x16})"),
        _ => $"{Type.Name()}:{Object ?? "null"}",
    };

    InvalidOperationException Mismatch(string expected) => new($"expected {expected}, the value is {(Type == 0 ? "empty" : Type.Name())}");
}
