
namespace Cleanroom.Bridge.Guests;

/// <summary>Creates the strings that host functions return, within the size limit of one call.</summary>
static class GuestResults
{
    /// <summary>Copies bytes into a new string; traps above the limit.</summary>
    public static GuestString NewResult(this Guest guest, ReadOnlySpan<byte> bytes)
    {
        var result = guest.NewResult(bytes.Length, out var target);
        bytes.CopyTo(target);
        return result;
    }

    /// <summary>Allocates a new string whose bytes the caller fills in; traps above the limit.</summary>
    public static GuestString NewResult(this Guest guest, long length, out Span<byte> bytes)
    {
        guest.RequireAllowed(length);
        return guest.NewString((int)length, out bytes);
    }

    /// <summary>Traps when a result of this size exceeds the limit of one call (contract, functions: general limits).</summary>
    public static void RequireAllowed(this Guest guest, long length)
    {
        var max = guest.Options.Limits.HostCallBytes;
        if (length > max) throw Guest.Trap($"a result of {length} bytes is over the limit of {max} bytes for one call; build it in smaller parts");
    }
}
