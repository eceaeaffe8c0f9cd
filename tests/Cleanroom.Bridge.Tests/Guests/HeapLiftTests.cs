using Cleanroom.Bridge.Guests;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.Guests;

/// <summary>The heap is lifted once, at the first allocation that the host makes in a guest's state (contract, abi 9).</summary>
public sealed class HeapLiftTests
{
    const uint Lift = 1 << 20;

    [Fact]
    public void What_the_guest_allocates_before_the_host_lies_behind_its_literals()
    {
        using var guest = NewGuest();
        guest.RunEntryPoint();
        Assert.InRange(Heap(guest), 4200u, 4300u);
    }

    [Theory]
    [InlineData("concat")]
    [InlineData("alloc")]
    public void First_allocation_of_the_host_lies_behind_the_lift(string function)
    {
        using var guest = NewGuest();
        guest.RunEntryPoint();
        Assert.InRange(Call(guest, function), Lift, Lift + 64);
    }

    [Fact]
    public void Heap_that_was_rewound_is_not_lifted_again()
    {
        using var guest = NewGuest();
        Call(guest, "concat");
        guest.Instance!.GetFunction("rewind")!.Call();
        Assert.InRange(Call(guest, "concat"), 4200u, 4300u);
    }

    [Theory]
    [InlineData(0u, 4200u)]
    [InlineData(1u << 19, 1u << 19)]
    [InlineData(3u << 20, 3u << 20)]
    public void Option_decides_where_the_heap_goes_on(uint option, uint expected)
    {
        using var guest = NewGuest(new GuestOptions { HeapLift = option });
        Assert.InRange(Call(guest, "concat"), expected, expected + 64);
    }

    [Fact]
    public void Each_guest_of_a_pool_is_lifted_once()
    {
        using var template = NewGuest();
        template.RunEntryPoint();
        var pool = template.Module!.CreatePool(template, new GuestOptions());
        for (var lease = 0; lease < 3; lease++)
        {
            using var leased = pool.Lease();
            Assert.InRange(Call(leased.Guest, "concat"), Lift, Lift + 64);
            leased.Guest.Instance!.GetFunction("rewind")!.Call();
            Assert.InRange(Call(leased.Guest, "concat"), 4200u, 4300u);
        }
    }

    [Fact]
    public void Guests_of_a_pool_are_not_lifted_when_the_entry_point_was()
    {
        using var template = NewGuest();
        Call(template, "concat");
        template.Instance!.GetFunction("rewind")!.Call();
        var pool = template.Module!.CreatePool(template, new GuestOptions());
        for (var lease = 0; lease < 2; lease++)
        {
            using var leased = pool.Lease();
            Assert.InRange(Call(leased.Guest, "concat"), 4200u, 4300u);
        }
    }

    static Guest NewGuest(GuestOptions? options = null) =>
        CleanModule.Load(TestGuests.Read("heap_lift")).CreateGuest(options ?? new GuestOptions());

    static uint Call(Guest guest, string function) => (uint)guest.Instance!.GetFunction(function)!.Call<int>();

    static uint Heap(Guest guest) => (uint)guest.Instance!.GetGlobal("__heap_ptr")!.Value.AsInt32();
}
