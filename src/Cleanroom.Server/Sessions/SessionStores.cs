using Cleanroom.Server.State;

namespace Cleanroom.Server.Sessions;

/// <summary>A kind of session store.</summary>
/// <param name="IsFor">True for its own places.</param>
/// <param name="Open">Opens the store at a place.</param>
sealed record SessionStoreKind(Func<string, bool> IsFor, Func<string, StateConnections, TimeProvider, SessionStore> Open);

/// <summary>The kinds of session stores, one line each. Every database engine is one.</summary>
static class SessionStores
{
    static readonly SessionStoreKind[] All =
    [
        new(static place => place == StatePlace.Memory, static (_, _, clock) => new MemorySessionStore(clock)),
        new(RedisUrl.IsFor, static (place, state, clock) => new RedisSessionStore(state.Redis(place), clock)),
        new(static _ => true, static (place, state, clock) => DatabaseSessionStore.Open(place, state, clock)),
    ];

    /// <summary>Opens the store at a place.</summary>
    /// <exception cref="Bridge.HostException">The store cannot be used.</exception>
    public static SessionStore Open(string place, StateConnections state, TimeProvider clock) => Array.Find(All, kind => kind.IsFor(place))!.Open(place, state, clock);
}
