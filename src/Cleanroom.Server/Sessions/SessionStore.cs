using Cleanroom.Bridge;
using Cleanroom.Bridge.Crypto;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Sessions;

/// <summary>
/// Sessions and single-use tokens of an application, for all its requests at once. A store of your own derives from it (<see cref="CleanServerOptions.OpenSessionStore"/>). Sessions that have expired do not exist for any method. A change is
/// atomic: two changes of one session both count. Methods may wait for a database; a failure of it is a <see cref="SessionStoreException"/>.
/// </summary>
public abstract class SessionStore : IDisposable
{
    static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(60);

    readonly ITimer _sweeper;
    int _warnedOfShortId;

    /// <summary>A store that sweeps every minute.</summary>
    /// <param name="clock">The clock that decides when sessions expire.</param>
    protected SessionStore(TimeProvider clock)
    {
        Clock = clock;
        _sweeper = clock.CreateTimer(static store => ((SessionStore)store!).TrySweep(), this, SweepInterval, SweepInterval);
    }

    /// <summary>True when lookups never wait: requests then make them on their own thread.</summary>
    public abstract bool IsInProcess { get; }

    /// <summary>The used tokens of <c>_jwt_refresh_and_rotate</c> where the store keeps them for several servers; null to keep them in this process.</summary>
    public virtual UsedTokens? UsedTokens => null;

    /// <summary>The clock that decides when sessions expire.</summary>
    protected TimeProvider Clock { get; }

    /// <summary>The store of an application; it outlives a version of the module.</summary>
    internal static SessionStore Of(CleanApplication application) => application.States.Find<SessionStore>()!;

    /// <summary>Does something with a store; when that fails, the log says why and the result is that of a failure.</summary>
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

    /// <summary>Warns once that sessions stand under ids that can be guessed.</summary>
    internal void WarnOfShortId(ILogger logger, int length)
    {
        if (Interlocked.Exchange(ref _warnedOfShortId, 1) == 0) logger.ShortSessionId(length);
    }

    /// <summary>A session, or null when there is none.</summary>
    public abstract SessionState? Find(SessionKey key);

    /// <summary>Makes a session or replaces one.</summary>
    public abstract void Set(SessionKey key, SessionState state);

    /// <summary>Changes a session and gives what it is now; null when there is none.</summary>
    public abstract SessionState? Change(SessionKey key, Func<SessionState, SessionState> change);

    /// <summary>Ends a session. False when there was none.</summary>
    public abstract bool Remove(SessionKey key);

    /// <summary>Keeps a token until it is taken or expires. False when it is there already.</summary>
    public abstract bool AddToken(SessionKey token, long owner, DateTimeOffset expires);

    /// <summary>Takes a token away and gives its owner; null when there is none. Of several takers one gets it.</summary>
    public abstract long? TakeToken(SessionKey token);

    /// <summary>Forgets what has expired.</summary>
    public abstract void Sweep();

    /// <summary>Stops the sweeps and closes the store.</summary>
    public void Dispose()
    {
        _sweeper.Dispose();
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives up what the store holds.</summary>
    protected virtual void Close()
    {
    }

    void TrySweep()
    {
        try
        {
            Sweep();
        }
        catch (SessionStoreException)
        {
            // Nothing is lost: what has expired does not exist anyway, and the next sweep takes it.
        }
    }
}
