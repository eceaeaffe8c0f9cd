namespace Cleanroom.Wasm;

/// <summary>The type of a WebAssembly value. The numbers are the codes of the binary format.</summary>
public enum ValueType : byte
{
    /// <summary>A 32-bit integer.</summary>
    I32 = 0x7F,

    /// <summary>A 64-bit integer.</summary>
    I64 = 0x7E,

    /// <summary>A 32-bit floating-point number.</summary>
    F32 = 0x7D,

    /// <summary>A 64-bit floating-point number.</summary>
    F64 = 0x7C,

    /// <summary>A reference to a function, or null.</summary>
    FuncRef = 0x70,

    /// <summary>An opaque host reference, or null.</summary>
    ExternRef = 0x6F,
}

/// <summary>Names and categories of value types.</summary>
public static class ValueTypes
{
    /// <summary>The name in the text format.</summary>
    public static string Name(this ValueType type) => type switch
    {
        ValueType.I32 => "i32",
        ValueType.I64 => "i64",
        ValueType.F32 => "f32",
        ValueType.F64 => "f64",
        ValueType.FuncRef => "funcref",
        ValueType.ExternRef => "externref",
        _ => "unknown",
    };

    /// <summary>True for funcref and externref.</summary>
    public static bool IsReference(this ValueType type) => type is ValueType.FuncRef or ValueType.ExternRef;
}
