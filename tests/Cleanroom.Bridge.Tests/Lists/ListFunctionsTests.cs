using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Lists;
using Cleanroom.Bridge.Tests.Support;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Lists;

public sealed class ListFunctionsTests : IDisposable
{
    readonly BareGuest _bare = new(maxPages: 16);

    public void Dispose() => _bare.Dispose();

    [Fact]
    public void Push_fits_in_place_until_the_room_is_used_up()
    {
        var list = _bare.List(2);
        Assert.Equal(list, ListFunctions.Push(_bare.Guest, list, 10));
        Assert.Equal(list, ListFunctions.Push(_bare.Guest, list, 20));
        var grown = ListFunctions.Push(_bare.Guest, list, 30);
        Assert.NotEqual(list, grown);
        Assert.Equal([10, 20], _bare.Elements(list));
        Assert.Equal([10, 20, 30], _bare.Elements(grown));
        Assert.Equal(4u, _bare.Word(grown, 8));
    }

    [Fact]
    [Trait("Rule", "N33")]
    public void Push_f64_keeps_every_number_and_stays_inside_its_block()
    {
        var list = _bare.List(4);
        var behind = _bare.Words(0xCAFEBABE, 0xCAFEBABE);
        var pushed = list;
        for (var i = 0; i < 1000; i++) pushed = ListFunctions.PushNumber(_bare.Guest, pushed, i + 0.5);
        Assert.Equal((0xCAFEBABEu, 0xCAFEBABEu), (_bare.Word(behind, 0), _bare.Word(behind, 4)));
        Assert.Equal(1000u, _bare.Word(pushed, 0));
        Assert.True(_bare.Word(pushed, 4) * 4 >= 8000);
        for (var i = 0u; i < 1000; i++) Assert.Equal(i + 0.5, _bare.Number(pushed, i));
    }

    [Fact]
    [Trait("Rule", "N33")]
    public void Push_f64_without_a_result_traps_on_a_full_list()
    {
        var list = _bare.List(2);
        ListFunctions.PushNumberInPlace(_bare.Guest, list, 1);
        var trap = Assert.Throws<TrapException>(() => ListFunctions.PushNumberInPlace(_bare.Guest, list, 2));
        Assert.Contains("list is full", trap.Message, StringComparison.Ordinal);
        Assert.Equal(1u, _bare.Word(list, 0));
    }

    [Fact]
    public void A_list_with_more_elements_than_its_capacity_grows_without_loss()
    {
        var list = _bare.Words(3, 2, 0, 0, 1, 2, 3);
        Assert.Equal([1, 2, 3, 4], _bare.Elements(ListFunctions.Push(_bare.Guest, list, 4)));
    }

    [Fact]
    public void A_header_or_count_outside_memory_traps()
    {
        var wild = _bare.Words(0xFFFFFFFF, 1, 0, 0);
        foreach (var list in (GuestPointer[])[new(0x7EFFFFF0), wild])
        {
            Assert.Throws<TrapException>(() => ListFunctions.Push(_bare.Guest, list, 1));
            Assert.Throws<TrapException>(() => ListFunctions.PushNumber(_bare.Guest, list, 1));
            Assert.Throws<TrapException>(() => ListFunctions.Get(_bare.Guest, list, 0));
            Assert.Throws<TrapException>(() => ArrayFunctions.Reverse(_bare.Guest, list));
        }
        Assert.Throws<TrapException>(() => ListFunctions.PushNumber(_bare.Guest, _bare.Words(0x7FFFFFFF, 0x80000000, 0, 0), 1));
    }

    [Fact]
    public void Address_0_is_a_list()
    {
        _bare.Guest.Memory.Slice(0, 64).Clear();
        _bare.Guest.Memory.WriteUInt32(4, 8);
        Assert.Equal(0u, ListFunctions.Push(_bare.Guest, default, 5).Address);
        Assert.Equal(5, ListFunctions.Get(_bare.Guest, default, 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Real_lists_and_handles_answer_alike(bool isHandle)
    {
        var list = Make(isHandle, 3, 1, 2);
        Assert.Equal(2, ListFunctions.Get(_bare.Guest, list, 2));
        Assert.Equal(0, ListFunctions.Get(_bare.Guest, list, 3));
        Assert.Equal(0, ListFunctions.Get(_bare.Guest, list, -1));
        Assert.True(ListFunctions.Set(_bare.Guest, list, 1, 9));
        Assert.False(ListFunctions.Set(_bare.Guest, list, 3, 9));
        Assert.True(ListFunctions.Contains(_bare.Guest, list, 9));
        Assert.False(ListFunctions.Contains(_bare.Guest, list, 1));
        Assert.Equal(3, ListFunctions.Remove(_bare.Guest, list, 0));
        Assert.Equal(0, ListFunctions.Remove(_bare.Guest, list, 2));
        Assert.Equal(2, ListFunctions.RemoveLast(_bare.Guest, list));
        Assert.Equal(9, ListFunctions.Get(_bare.Guest, list, 0));
        Assert.False(ListFunctions.IsEmpty(_bare.Guest, list));
        ListFunctions.Clear(_bare.Guest, list);
        Assert.True(ListFunctions.IsEmpty(_bare.Guest, list));
        Assert.Equal(0, ListFunctions.RemoveLast(_bare.Guest, list));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Array_functions_make_new_lists_of_the_same_kind(bool isHandle)
    {
        var list = Make(isHandle, 3, -1, 2);
        Assert.Equal([-1, 2], Read(ArrayFunctions.Slice(_bare.Guest, list, 1, 99)));
        Assert.Equal([], Read(ArrayFunctions.Slice(_bare.Guest, list, 2, 1)));
        Assert.Equal([3, -1, 2, 7], Read(ArrayFunctions.Concat(_bare.Guest, list, Make(!isHandle, 7))));
        Assert.Equal([2, -1, 3], Read(ArrayFunctions.Reverse(_bare.Guest, list)));
        Assert.Equal([-1, 2, 3], Read(ArrayFunctions.Sort(_bare.Guest, list)));
        Assert.Equal([3, 2], Read(ArrayFunctions.Filter(_bare.Guest, list, value => value > 0 ? 1 : 0)));
        Assert.Equal([6, -2, 4], Read(ArrayFunctions.Map(_bare.Guest, list, value => value * 2)));
        Assert.Equal(-1, ArrayFunctions.Find(_bare.Guest, list, value => value < 0 ? 1 : 0));
        Assert.Equal(0, ArrayFunctions.Find(_bare.Guest, list, _ => 0));
        Assert.Equal(14, ArrayFunctions.Reduce(_bare.Guest, list, (sum, value) => sum + value, 10));
        Assert.Equal(isHandle, HostLists.IsHandle(ArrayFunctions.Sort(_bare.Guest, list)));
        Assert.Equal([3, -1, 2], Read(list));
        Assert.Equal(list, isHandle ? ArrayFunctions.Push(_bare.Guest, list, 1) : list);
        Assert.Equal(isHandle ? 1 : 2, ArrayFunctions.Pop(_bare.Guest, list));
    }

    [Fact]
    public void A_missing_callback_answers_0()
    {
        var list = Make(false, 1);
        Assert.Equal(default, ArrayFunctions.Filter(_bare.Guest, list, 3));
        Assert.Equal(default, ArrayFunctions.Map(_bare.Guest, list, -1));
        Assert.Equal(0, ArrayFunctions.Find(_bare.Guest, list, 0));
        Assert.Equal(0, ArrayFunctions.Reduce(_bare.Guest, list, 0, 5));
    }

    [Fact]
    public void An_unknown_handle_answers_0_and_is_empty()
    {
        var unknown = new GuestPointer(HostLists.FirstHandle + 5);
        Assert.Equal(0, ListFunctions.Get(_bare.Guest, unknown, 0));
        Assert.Equal(default, ListFunctions.Push(_bare.Guest, unknown, 1));
        Assert.Equal(default, ArrayFunctions.Sort(_bare.Guest, unknown));
        Assert.True(ListFunctions.IsEmpty(_bare.Guest, unknown));
    }

    [Fact]
    [Trait("Rule", "N31")]
    public void Handles_belong_to_one_guest()
    {
        var list = ListFunctions.Allocate(_bare.Guest, 4);
        ListFunctions.Push(_bare.Guest, list, 42);
        using var other = new BareGuest();
        Assert.Equal(0, ListFunctions.Get(other.Guest, list, 0));
        Assert.Equal(0, other.Guest.State<HostLists>().Count);
    }

    [Fact]
    public void Host_lists_count_against_the_memory_limit()
    {
        var list = ListFunctions.Allocate(_bare.Guest, int.MaxValue);
        var trap = Assert.Throws<TrapException>(() =>
        {
            for (var i = 0; i < 1_000_000; i++) ListFunctions.Push(_bare.Guest, list, i);
        });
        Assert.Contains("limit 1 MB (--max-memory)", trap.Message, StringComparison.Ordinal);
        ListFunctions.Clear(_bare.Guest, list);
        Assert.Equal(list, ListFunctions.Push(_bare.Guest, list, 1));
    }

    GuestPointer Make(bool isHandle, params int[] elements)
    {
        if (!isHandle) return _bare.List((uint)elements.Length, Array.ConvertAll(elements, static value => (uint)value));
        var list = ListFunctions.Allocate(_bare.Guest, 0);
        foreach (var element in elements) ListFunctions.Push(_bare.Guest, list, element);
        return list;
    }

    int[] Read(GuestPointer list)
    {
        if (!HostLists.IsHandle(list)) return _bare.Elements(list);
        Assert.True(_bare.Guest.State<HostLists>().TryGet(list, out var host));
        return [.. Enumerable.Range(0, host.Count).Select(index => host[index])];
    }
}
