using Cleanroom.Wasm;
using Cleanroom.Wasm.Model;

namespace Cleanroom.StressHost.Operations;

/// <summary>The instructions that take integers.</summary>
static class IntegerReference
{
    public static Expected Compute(Opcode opcode, ValueType type, long a, long b)
    {
        // Both widths have the same instructions in the same order, and the same names behind the dot.
        var row = opcode.Row();
        var bits = row.Operands[0] == ValueType.I32 ? 32 : 64;
        var (signedA, signedB) = bits == 32 ? ((int)a, (int)b) : (a, b);
        var (unsignedA, unsignedB) = bits == 32 ? ((uint)a, (uint)b) : ((ulong)a, (ulong)b);
        var count = (int)(unsignedB & (ulong)(bits - 1));
        var name = row.Name[(row.Name.IndexOf('.', StringComparison.Ordinal) + 1)..];
        if (name is "div_s" or "div_u" or "rem_s" or "rem_u" && signedB == 0) return new Expected(type, 0, Trap: TrapKind.IntegerDivideByZero);
        if (name == "div_s" && signedB == -1 && signedA == (bits == 32 ? int.MinValue : long.MinValue)) return new Expected(type, 0, Trap: TrapKind.IntegerOverflow);
        return new Expected(type, name switch
        {
            "eqz" => Truth(unsignedA == 0),
            "eq" => Truth(unsignedA == unsignedB),
            "ne" => Truth(unsignedA != unsignedB),
            "lt_s" => Truth(signedA < signedB),
            "lt_u" => Truth(unsignedA < unsignedB),
            "gt_s" => Truth(signedA > signedB),
            "gt_u" => Truth(unsignedA > unsignedB),
            "le_s" => Truth(signedA <= signedB),
            "le_u" => Truth(unsignedA <= unsignedB),
            "ge_s" => Truth(signedA >= signedB),
            "ge_u" => Truth(unsignedA >= unsignedB),
            "clz" => Enumerable.Range(0, bits).TakeWhile(i => (unsignedA >> (bits - 1 - i) & 1) == 0).Count(),
            "ctz" => Enumerable.Range(0, bits).TakeWhile(i => (unsignedA >> i & 1) == 0).Count(),
            "popcnt" => Enumerable.Range(0, bits).Count(i => (unsignedA >> i & 1) == 1),
            "add" => a + b,
            "sub" => a - b,
            "mul" => a * b,
            "div_s" => signedA / signedB,
            "div_u" => (long)(unsignedA / unsignedB),
            "rem_s" => signedB == -1 ? 0 : signedA % signedB,
            "rem_u" => (long)(unsignedA % unsignedB),
            "and" => a & b,
            "or" => a | b,
            "xor" => a ^ b,
            "shl" => a << count,
            "shr_s" => signedA >> count,
            "shr_u" => (long)(unsignedA >> count),
            "rotl" => Rotate(unsignedA, count, bits),
            "rotr" => Rotate(unsignedA, (bits - count) % bits, bits),
            "wrap_i64" => (int)a,
            "extend_i32_s" => (int)a,
            "extend_i32_u" => (uint)a,
            "extend8_s" => (sbyte)a,
            "extend16_s" => (short)a,
            "extend32_s" => (int)a,
            "reinterpret_i32" => (int)a,
            "reinterpret_i64" => a,
            "convert_i32_s" or "convert_i64_s" => FloatBits.FromInteger(type, signedA < 0, signedA < 0 ? (ulong)-signedA : (ulong)signedA),
            "convert_i32_u" or "convert_i64_u" => FloatBits.FromInteger(type, false, unsignedA),
            _ => throw new InvalidOperationException($"no reference for {row.Name}"),
        });
    }

    static long Truth(bool value) => value ? 1 : 0;

    static long Rotate(ulong value, int left, int bits) => left == 0 ? (long)value : (long)(value << left | value >> (bits - left));
}
