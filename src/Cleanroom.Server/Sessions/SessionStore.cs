using Cleanroom.Bridge;
using Cleanroom.Bridge.Crypto;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Sessions;

/// <summary>
/// Sessions and single-use tokens of an application, shared by all its requests. Derive from it for your own store
/// (<see cref="CleanServerOptions.OpenSessionStore"/>). For all methods, expired sessions do not exist. A change is atomic: of two concurrent changes to one
/// session, neither is lost. Methods may block on a database and report its failures as <see cref="SessionStoreException"/>.
/// </summary>
public abstract class SessionStore : IDisposable
{
    static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(60);

    readonly ITimer _sweeper;
    int _warnedOfShortId;

    /// <summary>Creates a store that sweeps every minute.</summary>
    /// <param name="clock">The clock that decides when sessions expire.</param>
    protected SessionStore(TimeProvider clock)
    {
        Clock = clock;
        _sweeper = clock.CreateTimer(static store => ((SessionStore)store!).TrySweep(), this, SweepInterval, SweepInterval);
    }

    /// <summary>True when lookups never block: requests then make them on their own thread.</summary>
    public abstract bool IsInProcess { get; }

    /// <summary>The used tokens of <c>_jwt_refresh_and_rotate</c> if the store shares them between servers; null to keep them in this process.</summary>
    public virtual UsedTokens? UsedTokens => null;

    /// <summary>The clock that decides when sessions expire.</summary>
    protected TimeProvider Clock { get; }

    /// <summary>The store of an application; it survives reloads of the module.</summary>
    internal static SessionStore Of(CleanApplication application) => application.States.Find<SessionStore>()!;

    /// <summary>Runs an action on a store. On failure, logs the reason and returns <paramref name="failure"/>.</summary>
    internal static T Try<T>(ILogger logger, Func<T> action, T failure)
    {
        try
        {
            return action();
        }
        catch (SessionStoreException broken)
        {
            logger.SessionStoreFailed(broken.Message);
            return failure;
        }
    }

    /// <summary>Warns once that sessions are stored under guessable ids.</summary>
    internal void WarnOfShortId(ILogger logger, int length)
    {
        if (Interlocked.Exchange(ref _warnedOfShortId, 1) == 0) logger.ShortSessionId(length);
    }

    /// <summary>Returns a session, or null when it does not exist.</summary>
    public abstract SessionState? Find(SessionKey key);

    /// <summary>Creates or replaces a session.</summary>
    public abstract void Set(SessionKey key, SessionState state);

    /// <summary>Changes a session and returns its new state; null when it does not exist.</summary>
    public abstract SessionState? Change(SessionKey key, Func<SessionState, SessionState> change);

    /// <summary>Removes a session. Returns false when it does not exist.</summary>
    public abstract bool Remove(SessionKey key);

    /// <summary>Stores a token until it is taken or expires. Returns false when it exists already.</summary>
    public abstract bool AddToken(SessionKey token, long owner, DateTimeOffset expires);

    /// <summary>Removes a token and returns its owner; null when it does not exist. Of several concurrent callers, only one gets it.</summary>
    public abstract long? TakeToken(SessionKey token);

    /// <summary>Removes expired entries.</summary>
    public abstract void Sweep();

    /// <summary>Stops the sweeps and closes the store.</summary>
    public void Dispose()
    {
        _sweeper.Dispose();
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the resources of the store.</summary>
    protected virtual void Close()
    {
    }

    void TrySweep()
    {
        try
        {
            Sweep();
        }
        catch (Exception later) when (later is SessionStoreException or ObjectDisposedException)
        {
            // Nothing is lost: expired entries do not exist for callers, and the next sweep removes them.
        }
    }
}
