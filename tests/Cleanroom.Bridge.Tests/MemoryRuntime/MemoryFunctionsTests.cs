using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.MemoryRuntime;
using Cleanroom.Bridge.Tests.Support;

namespace Cleanroom.Bridge.Tests.MemoryRuntime;

public sealed class MemoryFunctionsTests : IDisposable
{
    readonly BareGuest _bare = new();

    public void Dispose() => _bare.Dispose();

    [Fact]
    public void Mem_alloc_gives_distinct_aligned_zeroed_blocks()
    {
        AssertBlocks((0, 0, 8), (4, 40, 40), (16, 8, 16));
    }

    [Fact]
    [Trait("Rule", "N21")]
    public void Both_readings_of_mem_alloc_give_usable_blocks()
    {
        AssertBlocks((0, 12, 12), (12, 8, 12), (0, 12, 12));
    }

    [Fact]
    [Trait("Rule", "N26")]
    public void Scope_pop_leaves_values_alone()
    {
        MemoryFunctions.PushScope(_bare.Guest);
        var block = MemoryFunctions.Allocate(_bare.Guest, 0, 16);
        _bare.Guest.Memory.Slice(block.Address, 16).Fill(7);
        MemoryFunctions.PopScope(_bare.Guest);
        var later = MemoryFunctions.Allocate(_bare.Guest, 0, 16);
        Assert.NotEqual(block.Address, later.Address);
        Assert.Equal(-1, _bare.Guest.Memory.Slice(block.Address, 16).IndexOfAnyExcept((byte)7));
        Assert.Equal(2, _bare.Guest.State<MemoryScopes>().Calls);
    }

    [Fact]
    public void Arena_scopes_have_a_depth_and_any_pop_is_legal()
    {
        Assert.Equal(1, MemoryFunctions.PushArena(_bare.Guest));
        Assert.Equal(2, MemoryFunctions.PushArena(_bare.Guest));
        foreach (var depth in (int[])[0, -1, int.MinValue, int.MaxValue]) MemoryFunctions.PopArena(_bare.Guest, depth);
        MemoryFunctions.PopArena(_bare.Guest, 1);
        Assert.Equal(1, MemoryFunctions.PushArena(_bare.Guest));
    }

    [Fact]
    public void Build_state_is_empty() => Assert.Equal("", _bare.Read(MemoryFunctions.BuildStateGet(_bare.Guest, "x"u8)));

    void AssertBlocks(params (int First, int Second, uint Bytes)[] calls)
    {
        var end = 0u;
        foreach (var (first, second, bytes) in calls)
        {
            var block = MemoryFunctions.Allocate(_bare.Guest, first, second).Address;
            Assert.Equal(0u, block % 8);
            Assert.True(block >= end && block > 0);
            Assert.Equal(-1, _bare.Guest.Memory.Slice(block, bytes).IndexOfAnyExcept((byte)0));
            end = block + bytes;
        }
    }
}
