using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Lists;
using Cleanroom.Bridge.Tests.Support;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Lists;

public sealed class ArrayCallbackTests : IDisposable
{
    const int Double = 0;
    const int IsOdd = 1;
    const int Sum = 2;
    const int Trap = 3;
    const int EmptySlot = 4;

    // Table "__indirect_function_table" of five slots: x * 2, x & 1, a + b, unreachable, nothing.
    static readonly byte[] Module =
    [
        0, .. "asm"u8, 1, 0, 0, 0,
        1, 12, 2, 0x60, 1, 0x7F, 1, 0x7F, 0x60, 2, 0x7F, 0x7F, 1, 0x7F,
        3, 5, 4, 0, 0, 1, 0,
        4, 4, 1, 0x70, 0, 5,
        7, 29, 1, 25, .. "__indirect_function_table"u8, 1, 0,
        9, 10, 1, 0, 0x41, 0, 0x0B, 4, 0, 1, 2, 3,
        10, 29, 4, 7, 0, 0x20, 0, 0x41, 2, 0x6C, 0x0B, 7, 0, 0x20, 0, 0x41, 1, 0x71, 0x0B, 7, 0, 0x20, 0, 0x20, 1, 0x6A, 0x0B, 3, 0, 0x00, 0x0B,
    ];

    readonly BareGuest _bare = new();
    readonly GuestPointer _list;

    public ArrayCallbackTests()
    {
        _bare.Guest.Instance = new Linker().Instantiate(new Store(), new Engine().Compile(Module));
        _list = _bare.List(3, 4, 5, 7);
    }

    public void Dispose() => _bare.Dispose();

    [Fact]
    public void Callbacks_are_slots_of_the_guests_table()
    {
        Assert.Equal([8, 10, 14], _bare.Elements(ArrayFunctions.Map(_bare.Guest, _list, Double)));
        Assert.Equal([5, 7], _bare.Elements(ArrayFunctions.Filter(_bare.Guest, _list, IsOdd)));
        Assert.Equal(5, ArrayFunctions.Find(_bare.Guest, _list, IsOdd));
        Assert.Equal(116, ArrayFunctions.Reduce(_bare.Guest, _list, Sum, 100));
    }

    [Theory]
    [InlineData(Sum)]
    [InlineData(EmptySlot)]
    [InlineData(5)]
    [InlineData(-1)]
    public void A_slot_that_is_missing_or_of_another_type_answers_0(int slot)
    {
        Assert.Equal(default, ArrayFunctions.Map(_bare.Guest, _list, slot));
        Assert.Equal(0, ArrayFunctions.Find(_bare.Guest, _list, slot));
        Assert.Equal(0, ArrayFunctions.Reduce(_bare.Guest, _list, slot == Sum ? Double : slot, 1));
    }

    [Fact]
    public void A_trap_in_a_callback_propagates() =>
        Assert.Equal(TrapKind.Unreachable, Assert.Throws<TrapException>(() => ArrayFunctions.Map(_bare.Guest, _list, Trap)).Kind);
}
