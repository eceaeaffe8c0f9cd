
namespace Cleanroom.Bridge.Guests;

/// <summary>Makes the strings that functions return, none longer than one call may return.</summary>
static class GuestResults
{
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
        guest.RequireAllowed(length);
        return guest.NewString((int)length, out bytes);
    }

    /// <summary>Traps when a result of this many bytes is over the limit of one call (contract, functions: general limits).</summary>
    public static void RequireAllowed(this Guest guest, long length)
    {
        var max = guest.Options.Limits.HostCallBytes;
        if (length > max) throw Guest.Trap($"a result of {length} bytes is over the limit of {max} bytes for one call; build it in smaller parts");
    }
}
