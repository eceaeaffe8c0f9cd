using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests.Execution;

public sealed class MemoryGrowthTests
{
    static readonly ResourceLimits FourPages = new() { MemoryBytes = 4 * MemoryType.PageSize };

    static int Grow(Instance instance, int pages) => instance.Export("grow").Invoke(Value.FromInt32(pages))[0].AsInt32();

    [Fact]
    public void Growth_within_the_limit_gives_the_size_before()
    {
        var instance = Guest.Instantiate("grow", FourPages);
        Assert.Equal(TrapKind.MemoryOutOfBounds, instance.Export("load").Trap(Value.FromInt32(MemoryType.PageSize)).Kind);

        Assert.Equal(1, Grow(instance, 3));

        Assert.Equal(4, instance.Export("size").Invoke()[0].AsInt32());
        Assert.Equal(0, instance.Export("load").Invoke(Value.FromInt32(4 * MemoryType.PageSize - 4))[0].AsInt32());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(65536)]
    [InlineData(-1)]
    public void Growth_beyond_the_limit_gives_minus_one(int pages)
    {
        var instance = Guest.Instantiate("grow", FourPages);

        Assert.Equal(-1, Grow(instance, pages));
        Assert.Equal(1u, instance.Memory!.Pages);
    }

    [Fact]
    public void Growth_beyond_the_limit_traps_with_sizes_when_asked_to()
    {
        var instance = Guest.Instantiate("grow", FourPages with { TrapOnRefusedGrowth = true });

        var trap = instance.Export("grow").Trap(Value.FromInt32(4));

        Assert.Equal(TrapKind.OutOfMemory, trap.Kind);
        Assert.Contains("262144 more bytes requested", trap.Message, StringComparison.Ordinal);
        Assert.Contains("65536 in use", trap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_declared_larger_than_the_limit_is_refused_with_both_sizes()
    {
        var failure = Assert.Throws<ArgumentException>(() => Guest.Instantiate("grow", new ResourceLimits { MemoryBytes = 1000 }));

        Assert.Contains("65536 bytes", failure.Message, StringComparison.Ordinal);
    }
}
