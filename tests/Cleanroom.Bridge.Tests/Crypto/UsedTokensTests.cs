using Cleanroom.Bridge.Crypto;

namespace Cleanroom.Bridge.Tests.Crypto;

/// <summary>The memory of single-use tokens: exact, bounded, quick also when it is full (must-never N114).</summary>
public sealed class UsedTokensTests
{
    static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(2_000_000_000);

    [Fact]
    [Trait("Rule", "N114")]
    public void Token_counts_once_until_it_has_expired()
    {
        var used = new UsedTokens();
        Assert.True(used.TryUse("a", Start.AddSeconds(10), Start));
        Assert.False(used.TryUse("a", Start.AddSeconds(10), Start));
        Assert.True(used.TryUse("A", Start.AddSeconds(10), Start));
        Assert.False(used.TryUse("a", Start.AddSeconds(10), Start.AddSeconds(10)));
    }

    [Fact]
    [Trait("Rule", "N114")]
    public void Full_memory_refuses_new_tokens_and_forgets_none()
    {
        var used = new UsedTokens(maxTokens: 1000);
        for (var i = 0; i < 1000; i++) Assert.True(used.TryUse($"t{i}", Start.AddSeconds(i < 500 ? 10 : 1000), Start));
        Assert.False(used.TryUse("one more", Start.AddSeconds(10), Start));
        for (var i = 0; i < 1000; i++) Assert.False(used.TryUse($"t{i}", Start.AddSeconds(1000), Start));
        // Half of them have expired: there is room again, and the others are still known.
        var later = Start.AddSeconds(11);
        for (var i = 0; i < 500; i++) Assert.True(used.TryUse($"u{i}", later.AddSeconds(1000), later));
        Assert.False(used.TryUse("one more", later.AddSeconds(10), later));
        for (var i = 500; i < 1000; i++) Assert.False(used.TryUse($"t{i}", Start.AddSeconds(1000), later));
    }

    [Fact]
    [Trait("Rule", "N114")]
    public void Of_simultaneous_uses_one_counts()
    {
        var used = new UsedTokens();
        for (var round = 0; round < 200; round++)
        {
            var wins = 0;
            var id = $"round {round}";
            Parallel.For(0, 8, _ =>
            {
                if (used.TryUse(id, Start.AddSeconds(10), Start)) Interlocked.Increment(ref wins);
            });
            Assert.Equal(1, wins);
        }
    }
}
