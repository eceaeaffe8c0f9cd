using Cleanroom.Bridge.Crypto;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.Crypto;

/// <summary>What used tokens cost.</summary>
[Collection(Alone.Name)]
public sealed class UsedTokensMemoryTests
{
    [Fact]
    [Trait("Rule", "N114")]
    public void Memory_of_long_ids_is_bounded()
    {
        var used = new UsedTokens();
        var padding = new string('x', 6000);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 20_000; i++) Assert.True(used.TryUse(padding + i, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch));
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(used);
        Assert.True(held < 8 << 20, $"{held} bytes are held for 20,000 tokens");
    }
}
