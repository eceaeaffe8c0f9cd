namespace Cleanroom.Bridge.Abi;

/// <summary>Finds functions of the guest that host functions call back.</summary>
static class GuestCallbacks
{
    /// <summary>The function of type <c>(i)i</c> in a slot of the guest's table, or null.</summary>
    public static Func<int, int>? FindUnary(Guest guest, int slot) => null;

    /// <summary>The function of type <c>(ii)i</c> in a slot of the guest's table, or null.</summary>
    public static Func<int, int, int>? FindBinary(Guest guest, int slot) => null;
}
