using System.Numerics;
using System.Runtime.CompilerServices;
using Cleanroom.Wasm;
using Cleanroom.Wasm.Model;

namespace Cleanroom.StressHost.Operations;

/// <summary>The instructions that take floating point numbers.</summary>
static class FloatReference
{
    const long Sign32 = 1L << 31, Sign64 = long.MinValue;

    public static Expected Compute(Opcode opcode, ValueType type, long a, long b)
    {
        var row = opcode.Row();
        var isSingle = row.Operands[0] == ValueType.F32;
        var name = row.Name[(row.Name.IndexOf('.', StringComparison.Ordinal) + 1)..];
        var sign = isSingle ? Sign32 : Sign64;
        switch (name)
        {
            case "neg": return new Expected(type, a ^ sign);
            case "abs": return new Expected(type, a & ~sign);
            case "copysign": return new Expected(type, a & ~sign | b & sign);
            case "reinterpret_f32" or "reinterpret_f64": return new Expected(type, a);
        }
        var (wideA, wideB) = isSingle ? (Widen(a), Widen(b)) : (a, b);
        if (name.StartsWith("trunc_", StringComparison.Ordinal)) return Convert(name, type, wideA);
        if (type == ValueType.I32) return new Expected(type, Compares(name, wideA, wideB) ? 1 : 0);
        var (isNaN, isOtherNaN) = (FloatBits.IsNaN(wideA), row.Operands.Length > 1 && FloatBits.IsNaN(wideB));
        if (!isNaN && !isOtherNaN) return Calculate(name, type, isSingle, wideA, wideB);
        return Expected.NaN(type, (!isNaN || Expected.IsCanonical(row.Operands[0], a)) && (!isOtherNaN || Expected.IsCanonical(row.Operands[0], b)));
    }

    static Expected Calculate(string name, ValueType type, bool isSingle, long a, long b)
    {
        long wide = name switch
        {
            "min" => FloatBits.Order(a) < FloatBits.Order(b) ? a : b,
            "max" => FloatBits.Order(a) < FloatBits.Order(b) ? b : a,
            "ceil" or "floor" or "trunc" or "nearest" => FloatBits.Round(a, name),
            "promote_f32" or "demote_f64" => a,
            _ when isSingle => Widen(BitConverter.SingleToInt32Bits(Calculate(name, (float)Double(a), (float)Double(b)))),
            _ => BitConverter.DoubleToInt64Bits(Calculate(name, Double(a), Double(b))),
        };
        if (FloatBits.IsNaN(wide)) return Expected.NaN(type, isCanonical: true);
        return new Expected(type, type == ValueType.F32 ? BitConverter.SingleToInt32Bits((float)Double(wide)) : wide);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static T Calculate<T>(string name, T a, T b) where T : IRootFunctions<T> => name switch
    {
        "add" => a + b,
        "sub" => a - b,
        "mul" => a * b,
        "div" => a / b,
        "sqrt" => T.Sqrt(a),
        _ => throw new InvalidOperationException($"no reference for {name}"),
    };

    static bool Compares(string name, long a, long b)
    {
        if (FloatBits.IsNaN(a) || FloatBits.IsNaN(b)) return name == "ne";
        // Both zeros are equal.
        var order = ((a | b) & long.MaxValue) == 0 ? 0 : FloatBits.Order(a).CompareTo(FloatBits.Order(b));
        return name switch
        {
            "eq" => order == 0,
            "ne" => order != 0,
            "lt" => order < 0,
            "gt" => order > 0,
            "le" => order <= 0,
            "ge" => order >= 0,
            _ => throw new InvalidOperationException($"no reference for {name}"),
        };
    }

    static Expected Convert(string name, ValueType type, long a)
    {
        var saturates = name.StartsWith("trunc_sat_", StringComparison.Ordinal);
        var bits = type == ValueType.I32 ? 32 : 64;
        var isSigned = name.EndsWith("_s", StringComparison.Ordinal);
        var (least, most) = isSigned ? (-(BigInteger.One << (bits - 1)), (BigInteger.One << (bits - 1)) - 1) : (0, (BigInteger.One << bits) - 1);
        if (FloatBits.IsNaN(a)) return new Expected(type, 0, Trap: saturates ? null : TrapKind.InvalidConversionToInteger);
        var exact = FloatBits.Truncate(a) ?? (a < 0 ? least - 1 : most + 1);
        if (!saturates && (exact < least || exact > most)) return new Expected(type, 0, Trap: TrapKind.IntegerOverflow);
        var value = BigInteger.Clamp(exact, least, most);
        return new Expected(type, isSigned ? (long)value : (long)(ulong)value);
    }

    static double Double(long bits) => BitConverter.Int64BitsToDouble(bits);

    static long Widen(long bits) => BitConverter.DoubleToInt64Bits(BitConverter.Int32BitsToSingle((int)bits));
}
