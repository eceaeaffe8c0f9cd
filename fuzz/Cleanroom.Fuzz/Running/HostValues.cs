using Cleanroom.Wasm;

namespace Cleanroom.Fuzz.Running;

/// <summary>What imported functions and globals hold. The script for Node has the same rules.</summary>
static class HostValues
{
    /// <summary>A number that follows from how many values the host made before.</summary>
    public static int Mix(uint count)
    {
        var x = count * 0x9E3779B1u + 0x7F4A7C15u;
        x = (x ^ x >> 16) * 0x85EBCA6Bu;
        x = (x ^ x >> 13) * 0xC2B2AE35u;
        x ^= x >> 16;
        // Small numbers are more interesting as addresses, indices and divisors.
        return (x & 3) == 0 ? (int)x : (int)(x >> 4 & 0xFF) - 8;
    }

    /// <summary>The value of a type for a count.</summary>
    public static Value Make(ValueType type, uint count) => type switch
    {
        ValueType.I32 => Value.FromInt32(Mix(count)),
        ValueType.I64 => Value.FromInt64((long)Mix(count) * 0x100000001L),
        ValueType.F32 => Value.FromSingle((float)(Mix(count) / 16.0)),
        ValueType.F64 => Value.FromDouble(Mix(count) / 16.0),
        _ => Value.Default(type),
    };

    /// <summary>A value as it stands in transcripts: bits, but every NaN alike.</summary>
    public static string Describe(Value value) => value.Type switch
    {
        ValueType.I32 => $"i32:{(uint)value.AsBits():x8}",
        ValueType.I64 => $"i64:{value.AsBits():x16}",
        ValueType.F32 => float.IsNaN(value.AsSingle()) ? "f32:nan" : $"f32:{(uint)value.AsBits():x8}",
        ValueType.F64 => double.IsNaN(value.AsDouble()) ? "f64:nan" : $"f64:{value.AsBits():x16}",
        ValueType.FuncRef => value.AsFunction() is null ? "ref:null" : "ref:set",
        _ => value.AsExternal() is null ? "ref:null" : "ref:set",
    };

    /// <summary>Values as they stand in transcripts.</summary>
    public static string Describe(IEnumerable<Value> values) => string.Join(' ', values.Select(Describe));
}
