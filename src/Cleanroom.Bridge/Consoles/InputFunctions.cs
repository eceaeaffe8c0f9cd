using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Text;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Consoles;

/// <summary>Console input: writes a prompt to standard output, then reads one line of standard input (contract, functions 1).</summary>
static class InputFunctions
{
    /// <summary>The line without its line end; empty at the end of the input (contract, functions 1).</summary>
    [HostFunction("input", "console_input")]
    internal static GuestString Input(Guest guest, ReadOnlySpan<byte> prompt) => guest.NewResult(Ask(guest, prompt));

    /// <summary>
    /// The line as a 64-bit integer, parsed like <c>string_to_int</c>; 0 when it is not an integer. For imports whose result is i64 (contract, functions 1).
    /// </summary>
    [HostFunction("input_integer", Exact = true)]
    internal static long InputInteger64(Guest guest, ReadOnlySpan<byte> prompt) => ConversionFunctions.ToInteger64(Ask(guest, prompt));

    /// <summary>The line as a 32-bit integer, parsed like <c>string_to_int</c>; 0 when it is not an integer (contract, functions 1).</summary>
    [HostFunction("input_integer")]
    internal static int InputInteger(Guest guest, ReadOnlySpan<byte> prompt) => ConversionFunctions.ToInteger(Ask(guest, prompt));

    /// <summary>The line as a number, parsed like <c>string_to_float</c>; 0 when it is not a number (contract, functions 1).</summary>
    [HostFunction("input_float", "input_number")]
    internal static double InputFloat(Guest guest, ReadOnlySpan<byte> prompt) => ConversionFunctions.ToNumber(Ask(guest, prompt));

    /// <summary>True for y, yes, true and 1 (case-insensitive, surrounding white space is ignored) (contract, functions 1).</summary>
    [HostFunction("input_yesno")]
    internal static bool InputYesNo(Guest guest, ReadOnlySpan<byte> prompt)
    {
        var answer = Ask(guest, prompt);
        return ConversionFunctions.ToFlag(answer) || Ascii.EqualsIgnoreCase(WhiteSpace.Trim(answer), "y"u8);
    }

    /// <summary>
    /// The line as an integer clamped to [min, max], rounded down to min + k·step when step is above 1; min when the line is not an integer or the input has
    /// ended. The arguments are (bytes, length, min, max) when the second equals the word before the first, else (prompt, min, max, step) (contract,
    /// functions 1; abi 6).
    /// </summary>
    [HostFunction("input_range")]
    internal static int InputRange(Guest guest, GuestPointer first, int second, int third, int fourth) =>
        first.Address >= 4 && guest.Memory.ReadUInt32(first.Address - 4) == (uint)second
            ? AskRange(guest, guest.Memory.Read(first.Address, (uint)second), third, fourth, 1)
            : AskRange(guest, guest.Memory.LengthPrefixed(first.Address), second, third, fourth);

    static int AskRange(Guest guest, ReadOnlySpan<byte> prompt, int minimum, int maximum, int step)
    {
        if (!NumberParser.TryParseInteger(Ask(guest, prompt), out var value)) return minimum;
        value = Math.Max(Math.Min(value, maximum), minimum);
        if (step > 1) value -= (value - minimum) % step;
        return (int)value;
    }

    // The line is in the guest's scratch buffer.
    static ReadOnlySpan<byte> Ask(Guest guest, ReadOnlySpan<byte> prompt)
    {
        guest.Console.Write(prompt);
        guest.Scratch.ResetWrittenCount();
        try
        {
            return guest.Console.TryReadLine(guest.Scratch, guest.Stopping) ? guest.Scratch.WrittenSpan : default;
        }
        catch (OperationCanceledException)
        {
            throw guest.StopTrap();
        }
    }
}
