using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using Cleanroom.Bridge.Guests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Binding;

/// <summary>Reads the string arguments of a call from guest memory. Called by emitted code; see <see cref="ImportBinder"/>.</summary>
/// <remarks>
/// A place is the index of the import times 64 plus the index of the argument; error messages need it. Addresses and lengths are unsigned (contract, abi 8).
/// </remarks>
static class GuestArguments
{
    public const int ArgumentsPerImport = 64;

    /// <summary>A string given by the address of its first byte and its length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Pair(int address, int length, int place, Guest guest)
    {
        if (length == 0) return default;
        return guest.Memory.Memory.TryRead((uint)address, (uint)length, out var bytes) ? bytes : ThrowPair((uint)address, (uint)length, place, guest);
    }

    /// <summary>
    /// A pair of programs that unpack the strings of <c>http_*</c> twice (contract, abi 6; must-never N157): the address is four bytes too high, and the
    /// length consists of the text's first four bytes. For a text shorter than that, this length may be in bounds, so such a text is recognized by its own
    /// length word.
    /// </summary>
    public static ReadOnlySpan<byte> PairUnpackedTwice(int address, int length, int place, Guest guest)
    {
        var memory = guest.Memory.Memory;
        if ((uint)address >= 8 && memory.TryRead((uint)address - 8, 8, out var words) && BinaryPrimitives.ReadUInt32LittleEndian(words[4..]) == (uint)length &&
            BinaryPrimitives.ReadUInt32LittleEndian(words) is var size && (size is >= 1 and <= 3 || !memory.TryRead((uint)address, (uint)length, out _)) &&
            memory.TryRead((uint)address - 4, size, out var text)) return text;
        return Pair(address, length, place, guest);
    }

    /// <summary>A string given by the address of its length word; address 0 is the empty string.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> LengthPrefixed(int address, int place, Guest guest)
    {
        if (address == 0) return default;
        var memory = guest.Memory.Memory;
        return memory.TryRead((uint)address, 4, out var word) && (uint)address <= uint.MaxValue - 4 &&
            memory.TryRead((uint)address + 4, BinaryPrimitives.ReadUInt32LittleEndian(word), out var bytes)
            ? bytes
            : ThrowLengthPrefixed((uint)address, place, guest);
    }

    /// <summary>A length-prefixed pointer accompanied by its length, else a raw pair (contract, abi 6).</summary>
    public static ReadOnlySpan<byte> PrefixedOrPair(int address, int length, int place, Guest guest) =>
        guest.Memory.Memory.TryRead((uint)address, 4, out var word) && BinaryPrimitives.ReadUInt32LittleEndian(word) == (uint)length
            ? LengthPrefixed(address, place, guest)
            : Pair(address, length, place, guest);

    /// <summary>Clamps a 64-bit integer to 32 bits (contract, abi 3).</summary>
    public static int Clamp(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);

    /// <summary>The address of a string.</summary>
    public static int AddressOf(GuestString value) => (int)value.Address;

    /// <summary>The address of a pointer.</summary>
    public static int AddressOf(GuestPointer value) => (int)value.Address;

    /// <summary>Converts an address to a pointer.</summary>
    public static GuestPointer ToPointer(int address) => new((uint)address);

    /// <summary>Returns the trap for a call of an import that nothing provides.</summary>
    public static TrapException Unknown(int import, Guest guest)
    {
        var definition = guest.Module!.Definition.Imports[import];
        var wasi = definition.IsWasi ? ". This is a WASI program, which Cleanroom does not run: use a WASI runtime, or compile it without WASI" : "";
        return Guest.Trap($"unknown host function {definition.Module}.{definition.Name} {definition.FunctionType}{wasi}");
    }

    /// <summary>Logs, once per function of a module, that a function is not implemented yet.</summary>
    public static void LogUnavailable(int import, Guest guest)
    {
        if (guest.Module!.IsFirstRefusal(import)) guest.Logger.FunctionUnavailable(guest.Module.Definition.Imports[import].Name);
    }

    /// <summary>Logs, once per function of a module, that its permissions do not allow the call.</summary>
    public static void LogDenied(int import, Guest guest)
    {
        if (guest.Module!.IsFirstRefusal(import)) guest.Logger.FunctionDenied(guest.Module.Definition.Imports[import].Name);
    }

    static ReadOnlySpan<byte> ThrowPair(uint address, uint length, int place, Guest guest) =>
        throw Guest.Trap($"{Describe(place, guest)}: address {address} with length {length} is outside the memory of {guest.Memory.Length} bytes");

    static ReadOnlySpan<byte> ThrowLengthPrefixed(uint address, int place, Guest guest)
    {
        var found = "";
        if (guest.Memory.Memory.TryRead(address, 4, out var word))
        {
            var shown = (uint)Math.Min(16, guest.Memory.Length - address);
            found = $" with length {BinaryPrimitives.ReadUInt32LittleEndian(word)} (bytes there: {Convert.ToHexStringLower(guest.Memory.Read(address, shown))})";
        }
        throw Guest.Trap($"{Describe(place, guest)}: the string at address {address}{found} is outside the memory of {guest.Memory.Length} bytes");
    }

    static string Describe(int place, Guest guest)
    {
        var (import, argument) = Math.DivRem(place, ArgumentsPerImport);
        var definition = guest.Module?.Definition.Imports[import];
        return string.Create(CultureInfo.InvariantCulture, $"{definition?.Module}.{definition?.Name}, argument {argument + 1}");
    }
}
