using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Consoles;

/// <summary>Console output (contract, functions 1).</summary>
static class ConsoleFunctions
{
    /// <summary>Writes the bytes unchanged to standard output, without a line end (contract, functions 1).</summary>
    [HostFunction("print", "print_string")]
    internal static void Print(Guest guest, ReadOnlySpan<byte> text) => guest.Console.Write(text);

    /// <summary>Writes the bytes and a line end to standard output (contract, functions 1).</summary>
    [HostFunction("printl")]
    internal static void PrintLine(Guest guest, ReadOnlySpan<byte> text) => guest.Console.WriteLine(text);

    /// <summary>Writes an integer in decimal to standard output, without a line end unless the option adds one (contract, functions 1).</summary>
    [HostFunction("print_integer")]
    internal static void PrintInteger(Guest guest, long value)
    {
        Span<byte> text = stackalloc byte[20];
        PrintTyped(guest, text[..NumberFormat.WriteInteger(value, text)]);
    }

    /// <summary>
    /// Writes a number to standard output, formatted like <c>float_to_string</c>, without a line end unless the option adds one (contract, functions 1).
    /// </summary>
    [HostFunction("print_float")]
    internal static void PrintFloat(Guest guest, double value)
    {
        Span<byte> text = stackalloc byte[NumberFormat.MaxLength];
        PrintTyped(guest, text[..NumberFormat.Write(value, text)]);
    }

    /// <summary>Writes <c>true</c> or <c>false</c> to standard output, without a line end unless the option adds one (contract, functions 1).</summary>
    [HostFunction("print_boolean")]
    internal static void PrintBoolean(Guest guest, bool value) => PrintTyped(guest, ConversionFunctions.Flag(value));

    /// <summary>Writes one line to standard output (contract, functions 1).</summary>
    [HostFunction("console_log")]
    internal static void Log(Guest guest, ReadOnlySpan<byte> text) => guest.Console.WriteLine(text);

    /// <summary>Writes a line <c>[ERROR] …</c> to standard error. Returns 0 (contract, functions 1).</summary>
    [HostFunction("console_error")]
    internal static int LogError(Guest guest, ReadOnlySpan<byte> text) => WriteErrorLine(guest, "[ERROR] "u8, text);

    /// <summary>Writes a line <c>[WARN] …</c> to standard error. Returns 0 (contract, functions 1).</summary>
    [HostFunction("console_warn")]
    internal static int LogWarning(Guest guest, ReadOnlySpan<byte> text) => WriteErrorLine(guest, "[WARN] "u8, text);

    /// <summary>Writes a line to standard error. Returns 0 (contract, functions 1).</summary>
    [HostFunction("print_error")]
    internal static int PrintError(Guest guest, ReadOnlySpan<byte> text) => WriteErrorLine(guest, default, text);

    /// <summary>Writes a line <c>[DEBUG] …</c> to standard output when the host is verbose (contract, functions 1).</summary>
    [HostFunction("print_debug")]
    internal static void PrintDebug(Guest guest, ReadOnlySpan<byte> text)
    {
        if (guest.Options.Verbose) guest.Console.WriteLine("[DEBUG] "u8, text);
    }

    /// <summary>
    /// Writes a line <c>[ERROR] …</c> to standard error and keeps the message for the trap report. The guest continues; the result is 0 (contract, functions
    /// 1; abi 13).
    /// </summary>
    [HostFunction("error")]
    internal static int Error(Guest guest, ReadOnlySpan<byte> message)
    {
        guest.LastError = Encoding.UTF8.GetString(message);
        return WriteErrorLine(guest, "[ERROR] "u8, message);
    }

    /// <summary>Writes the value in decimal, even if it is a pointer, as modules of June 2025 expect (contract, functions 1; abi 5).</summary>
    [HostFunction("print_simple")]
    internal static void PrintSimple(Guest guest, int value)
    {
        Span<byte> text = stackalloc byte[20];
        guest.Console.Write(text[..NumberFormat.WriteInteger(value, text)]);
    }

    /// <summary>Writes the value in decimal and a line end, even if it is a pointer (contract, functions 1; abi 5).</summary>
    [HostFunction("printl_simple")]
    internal static void PrintLineSimple(Guest guest, int value)
    {
        Span<byte> text = stackalloc byte[20];
        guest.Console.WriteLine(text[..NumberFormat.WriteInteger(value, text)]);
    }

    static int WriteErrorLine(Guest guest, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> text)
    {
        guest.Console.WriteErrorLine(prefix, text);
        return 0;
    }

    static void PrintTyped(Guest guest, ReadOnlySpan<byte> text)
    {
        if (guest.Options.PrintNewline) guest.Console.WriteLine(text);
        else guest.Console.Write(text);
    }
}
