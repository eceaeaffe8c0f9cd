using Cleanroom.Server.Applications;
using Cleanroom.Server.State;

namespace Cleanroom.Server.RateLimits;

/// <summary>The kinds of rate limit stores.</summary>
static class RateLimitStores
{
    /// <summary>Opens the store at a place; null for this process alone.</summary>
    /// <exception cref="Bridge.HostException">The store cannot be used.</exception>
    public static RateLimitStore? Open(string place, StateConnections state, GuestScheduler threads, TimeProvider clock) =>
        place == StatePlace.Memory ? null
        : RedisUrl.IsFor(place) ? new RedisRateLimitStore(state.Redis(place), clock)
        : new DatabaseRateLimitStore(place, state, threads, clock);
}
