using System.Net;
using Cleanroom.Server.RateLimits;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.RateLimits;

/// <summary>The table of the rate limit.</summary>
public sealed class RateLimiterTests
{
    static readonly RateLimitKey Client = RateLimitKey.Of(IPAddress.Loopback);

    readonly ManualClock _clock = new();

    [Fact]
    public void Window_begins_with_the_first_request_and_ends_after_its_time()
    {
        var limiter = new RateLimiter(new RateLimitRule(2, TimeSpan.FromSeconds(10), false), _clock);
        Assert.Equal(TimeSpan.Zero, limiter.Add(Client));
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.Zero, limiter.Add(Client));
        Assert.Equal(TimeSpan.FromSeconds(6), limiter.Add(Client));
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(TimeSpan.Zero, limiter.Add(Client));
    }

    [Fact]
    public void Clients_are_counted_each_for_itself()
    {
        var limiter = new RateLimiter(new RateLimitRule(1, TimeSpan.FromSeconds(10), true), _clock);
        foreach (var key in new[] { Client, RateLimitKey.Of(IPAddress.Parse("10.0.0.1")), RateLimitKey.Of(IPAddress.IPv6Loopback), RateLimitKey.Of("7"), RateLimitKey.Of("8") })
        {
            Assert.Equal(TimeSpan.Zero, limiter.Add(key));
            Assert.NotEqual(TimeSpan.Zero, limiter.Add(key));
        }
    }

    [Theory]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("0.0.0.1", "::1", false)]
    public void Addresses_of_one_network_are_one_client(string one, string other, bool same) =>
        Assert.Equal(same, RateLimitKey.Of(IPAddress.Parse(one)) == RateLimitKey.Of(IPAddress.Parse(other)));

    [Fact]
    [Trait("Rule", "N103")]
    public void Full_table_counts_further_clients_together_and_does_not_grow()
    {
        const int room = 1000;
        var limiter = new RateLimiter(new RateLimitRule(3, TimeSpan.FromMinutes(1), true), _clock, room);
        for (var i = 0; i < room; i++) Assert.Equal(TimeSpan.Zero, limiter.Add(RateLimitKey.Of(i.ToString())));
        var passed = Enumerable.Range(room, 10 * room).Count(i => limiter.Add(RateLimitKey.Of(i.ToString())) == TimeSpan.Zero);
        Assert.Equal(3, passed);
        Assert.Equal(room + 1, limiter.Count);
        Assert.Equal(TimeSpan.Zero, limiter.Add(RateLimitKey.Of("0")));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, limiter.Add(RateLimitKey.Of("new")));
        Assert.Equal(1, limiter.Count);
    }

    [Fact]
    public void Counting_allocates_nothing()
    {
        var limiter = new RateLimiter(new RateLimitRule(1000, TimeSpan.FromMinutes(1), false), _clock);
        var address = IPAddress.Parse("10.1.2.3");
        Allocation.AssertNone(() =>
        {
            for (var i = 0; i < 2000; i++) limiter.Add(RateLimitKey.Of(address));
        });
    }

    [Fact]
    public void Parallel_requests_pass_exactly_as_often_as_allowed()
    {
        var limiter = new RateLimiter(new RateLimitRule(500, TimeSpan.FromMinutes(1), false), _clock);
        var passed = 0;
        Parallel.For(0, 4000, _ =>
        {
            if (limiter.Add(Client) == TimeSpan.Zero) Interlocked.Increment(ref passed);
        });
        Assert.Equal(500, passed);
    }
}
