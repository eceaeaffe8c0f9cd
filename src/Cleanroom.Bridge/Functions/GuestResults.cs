using Cleanroom.Bridge.Abi;

namespace Cleanroom.Bridge.Functions;

/// <summary>Makes the strings that functions return, none longer than one call may return.</summary>
static class GuestResults
{
    /// <summary>Most bytes that one call may return (contract, functions: general limits).</summary>
    public const int MostBytes = 64 * 1024 * 1024;

    /// <summary>Copies bytes into a fresh string, or traps over the limit.</summary>
    public static GuestString NewResult(this Guest guest, ReadOnlySpan<byte> bytes)
    {
        var result = guest.NewResult(bytes.Length, out var target);
        bytes.CopyTo(target);
        return result;
    }

    /// <summary>Makes a fresh string whose bytes the caller fills in, or traps over the limit.</summary>
    public static GuestString NewResult(this Guest guest, long length, out Span<byte> bytes)
    {
        RequireAllowed(length);
        return guest.NewString((int)length, out bytes);
    }

    /// <summary>Traps when a result of this many bytes is over the limit.</summary>
    public static void RequireAllowed(long length)
    {
        if (length > MostBytes) throw Guest.Trap($"a result of {length} bytes is over the limit of {MostBytes} bytes for one call; build it in smaller parts");
    }
}
