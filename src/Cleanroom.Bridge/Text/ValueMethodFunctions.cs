using Cleanroom.Bridge.Binding;

namespace Cleanroom.Bridge.Text;

/// <summary>The method names on integers, numbers and booleans of modules of 2025-08 … 0.16 (contract, functions 3).</summary>
static class ValueMethodFunctions
{
    /// <summary>Length of its decimal text (contract, functions 3).</summary>
    [HostFunction("integer.length")]
    internal static int IntegerLength(long value)
    {
        Span<byte> text = stackalloc byte[20];
        return NumberFormat.WriteInteger(value, text);
    }

    /// <summary>Whether the integer is not 0 (contract, functions 3).</summary>
    [HostFunction("integer.toBoolean")]
    internal static bool IntegerToBoolean(long value) => value != 0;

    /// <summary>The integer itself (contract, functions 3).</summary>
    [HostFunction("integer.toInteger")]
    internal static long IntegerToInteger(long value) => value;

    /// <summary>The integer as a number (contract, functions 3).</summary>
    [HostFunction("integer.toNumber")]
    internal static double IntegerToNumber(long value) => value;

    /// <summary>Length of its text (contract, functions 3).</summary>
    [HostFunction("number.length")]
    internal static int NumberLength(double value)
    {
        Span<byte> text = stackalloc byte[NumberFormat.MaxLength];
        return NumberFormat.Write(value, text);
    }

    /// <summary>Whether the number is neither 0 nor NaN (contract, functions 3).</summary>
    [HostFunction("number.toBoolean")]
    internal static bool NumberToBoolean(double value) => value != 0 && !double.IsNaN(value);

    /// <summary>The number truncated to an integer and clamped to 32 bits; 0 for NaN (contract, functions 3).</summary>
    [HostFunction("number.toInteger")]
    internal static int NumberToInteger(double value) => int.CreateSaturating(value);

    /// <summary>The number itself (contract, functions 3).</summary>
    [HostFunction("number.toNumber")]
    internal static double NumberToNumber(double value) => value;

    /// <summary>Length of <c>true</c> or <c>false</c> (contract, functions 3).</summary>
    [HostFunction("boolean.length")]
    internal static int BooleanLength(bool value) => ConversionFunctions.Flag(value).Length;

    /// <summary>1 or 0 (contract, functions 3).</summary>
    [HostFunction("boolean.toBoolean")]
    internal static bool BooleanToBoolean(bool value) => value;

    /// <summary>1 or 0 (contract, functions 3).</summary>
    [HostFunction("boolean.toInteger")]
    internal static int BooleanToInteger(bool value) => value ? 1 : 0;

    /// <summary>1.0 or 0.0 (contract, functions 3).</summary>
    [HostFunction("boolean.toNumber")]
    internal static double BooleanToNumber(bool value) => value ? 1 : 0;
}
