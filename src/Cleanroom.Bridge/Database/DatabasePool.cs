using System.Diagnostics;
using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Database;

/// <summary>The connections to one database, shared by all guests of an application. Thread-safe.</summary>
public abstract class DatabasePool : IDisposable
{
#pragma warning disable CA2213 // Holds no handle unless its wait handle is requested.
    readonly SemaphoreSlim _free;
#pragma warning restore CA2213

    readonly SilenceWatch _watch;
    int _size;
    int _isSized;

    /// <summary>Creates a pool.</summary>
    /// <param name="engine">The engine that creates it.</param>
    /// <param name="options">Limits.</param>
    /// <param name="maskedUrl">The URL without its password.</param>
    protected DatabasePool(DatabaseEngine engine, DatabaseOptions options, string maskedUrl)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        (Engine, Dialect, Options, MaskedUrl) = (engine, engine.Dialect, options, maskedUrl);
        _size = Math.Max(1, options.PoolSize ?? DefaultSize);
        _isSized = options.PoolSize is null ? 0 : 1;
        _free = new SemaphoreSlim(_size);
        _watch = new SilenceWatch(Probe);
    }

    /// <summary>The maximum number of connections without an option and without a server that states its own.</summary>
    internal const int DefaultSize = 10;

    /// <summary>The largest number of connections that is derived from a server's own maximum.</summary>
    internal const int MaxDefaultSize = 100;

    /// <summary>Limits.</summary>
    public DatabaseOptions Options { get; }

    /// <summary>The maximum number of connections.</summary>
    public int Size => Volatile.Read(ref _size);

    /// <summary>The URL without its password.</summary>
    public string MaskedUrl { get; }

    /// <summary>The engine that created the pool.</summary>
    public DatabaseEngine Engine { get; }

    /// <summary>The engine's SQL dialect.</summary>
    public SqlDialect Dialect { get; }

    /// <summary>The files of the database and those that may come beside them; none for a server.</summary>
    internal virtual IReadOnlyList<string> Files => [];

    /// <summary>Number of connections not in use.</summary>
    public int Free => _free.CurrentCount;

    /// <summary>Leases a connection, waiting until one is free.</summary>
    /// <exception cref="DatabaseException">No connection became free in time, or connecting failed.</exception>
    public DatabaseConnection Lease(CancellationToken stopping, TimeSpan? timeout = null)
    {
        var limit = timeout ?? Options.AcquireTimeout;
        try
        {
            if (!_free.Wait(limit, stopping))
                throw new DatabaseException(DatabaseException.Timeout, $"no database connection became free within {limit.TotalSeconds:0.###} s (all {Size} are in use)");
        }
        catch (OperationCanceledException)
        {
            throw new DatabaseException(DatabaseException.Timeout, "waiting for a database connection was cancelled because the guest has to stop");
        }
        try
        {
            var connection = Take(limit);
            if (Volatile.Read(ref _isSized) == 0 && Interlocked.Exchange(ref _isSized, 1) == 0) Enlarge(connection);
            return connection;
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    /// <summary>Returns a connection. It is reused only if it is clean.</summary>
    public void Return(DatabaseConnection connection)
    {
        if (!connection.IsBroken && connection.IsInTransaction) connection.Rollback();
        Keep(connection);
        _free.Release();
    }

    /// <summary>
    /// Runs statements of the host itself. A connection that was idle while the database went away fails once, so they then run a second time, on a new one.
    /// While a server does not answer, they fail at once.
    /// </summary>
    /// <exception cref="DatabaseException">They failed.</exception>
    internal T Use<T>(Func<DatabaseConnection, StatementScope, T> action, TimeSpan limit, int maxResultBytes)
    {
        if (_watch.IsSilent) throw new DatabaseException(DatabaseException.Timeout, "the database server does not answer");
        var since = Stopwatch.GetTimestamp();
        try
        {
            try
            {
                return UseOnce(action, limit, maxResultBytes);
            }
            catch (DatabaseException lost) when (lost.Code == DatabaseException.Connection && Stopwatch.GetElapsedTime(since) < limit)
            {
                return UseOnce(action, limit, maxResultBytes);
            }
        }
        catch (DatabaseException)
        {
            if (Engine.IsRemote) _watch.Failed(since);
            throw;
        }
    }

    /// <summary>Runs a query on a connection.</summary>
    /// <exception cref="DatabaseException">It failed.</exception>
    internal void Probe() => UseOnce(static (connection, scope) => connection.Run("SELECT 1"u8, [], null, scope), Options.AcquireTimeout, Options.MaxResultBytes);

    /// <summary>Runs statements of the host itself, once.</summary>
    /// <exception cref="DatabaseException">They failed.</exception>
    internal T UseOnce<T>(Func<DatabaseConnection, StatementScope, T> action, TimeSpan limit, int maxResultBytes)
    {
        using var scope = new StatementScope(limit, maxResultBytes, CancellationToken.None);
        var connection = Lease(CancellationToken.None);
        try
        {
            return action(connection, scope);
        }
        finally
        {
            Return(connection);
        }
    }

    /// <summary>Closes idle connections; connections in use are closed when they are returned.</summary>
    public void Dispose()
    {
        _watch.Dispose();
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Returns an idle connection or a new one.</summary>
    protected abstract DatabaseConnection Take(TimeSpan limit);

    /// <summary>Returns how many connections the server allows to all its clients, or null when it does not say. Called once, with the first connection.</summary>
    protected virtual int? MaxServerConnections(DatabaseConnection connection) => null;

    /// <summary>Keeps a connection for reuse, or closes it if it is broken.</summary>
    protected abstract void Keep(DatabaseConnection connection);

    /// <summary>Closes the idle connections.</summary>
    protected abstract void Close();

    // A third leaves room for two more servers of the application, or for the next version of this one.
    void Enlarge(DatabaseConnection connection)
    {
        if (MaxServerConnections(connection) is not { } max) return;
        var more = Math.Clamp(max / 3, DefaultSize, MaxDefaultSize) - DefaultSize;
        if (more == 0) return;
        Volatile.Write(ref _size, DefaultSize + more);
        _free.Release(more);
    }
}
