using Cleanroom.Wasm;

namespace Cleanroom.StressHost.Operations;

/// <summary>What an instruction has to give.</summary>
/// <param name="Type">The type of the result.</param>
/// <param name="Bits">Its bits, in the low half where it has 32.</param>
/// <param name="IsAnyNaN">True for a NaN that an instruction made: the canonical one with any sign where the bits are those, otherwise any quiet one.</param>
/// <param name="IsOpen">True where the specification leaves the result open: the bits of a NaN, or its sign, decide.</param>
/// <param name="Trap">The trap instead of a result.</param>
readonly record struct Expected(ValueType Type, long Bits, bool IsAnyNaN = false, bool IsOpen = false, TrapKind? Trap = null)
{
    /// <summary>The NaN that an instruction makes: the canonical one where every operand that is a NaN is canonical.</summary>
    public static Expected NaN(ValueType type, bool isCanonical) => new(type, isCanonical ? Canonical(type) : Canonical(type) + 1, IsAnyNaN: true);

    /// <summary>True for bits of a canonical NaN, whatever the sign.</summary>
    public static bool IsCanonical(ValueType type, long bits) => (bits & Magnitude(type)) == Canonical(type);

    /// <summary>True when a value of this type is one that may come out.</summary>
    public bool Allows(Value value)
    {
        if (IsOpen) return true;
        if (Trap is not null || value.Type != Type) return false;
        if (!IsAnyNaN) return value == Value.FromBits(Type, Bits);
        return IsCanonical(Type, Bits) ? IsCanonical(Type, value.AsBits()) : (value.AsBits() & Canonical(Type)) == Canonical(Type);
    }

    /// <summary>The value as it stands in reports.</summary>
    public override string ToString() => Trap is { } kind ? $"trap {kind}" : !IsAnyNaN ? $"{Value.FromBits(Type, Bits)}" : IsCanonical(Type, Bits) ? "the canonical NaN" : "a quiet NaN";

    static long Canonical(ValueType type) => type == ValueType.F32 ? 0x7FC00000 : 0x7FF8000000000000;

    static long Magnitude(ValueType type) => type == ValueType.F32 ? int.MaxValue : long.MaxValue;
}
