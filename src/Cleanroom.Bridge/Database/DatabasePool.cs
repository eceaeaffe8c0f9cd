using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Database;

/// <summary>The connections to one database, shared by all guests of an application. Thread-safe.</summary>
/// <param name="engine">The engine that created the pool.</param>
/// <param name="options">Limits.</param>
/// <param name="maskedUrl">The URL without its password.</param>
public abstract class DatabasePool(DatabaseEngine engine, DatabaseOptions options, string maskedUrl) : IDisposable
{
#pragma warning disable CA2213 // Holds no handle unless its wait handle is requested.
    readonly SemaphoreSlim _free = new(Math.Max(1, options.PoolSize));
#pragma warning restore CA2213

    /// <summary>Limits.</summary>
    public DatabaseOptions Options { get; } = options with { PoolSize = Math.Max(1, options.PoolSize) };

    /// <summary>The URL without its password.</summary>
    public string MaskedUrl { get; } = maskedUrl;

    /// <summary>The engine that created the pool.</summary>
    public DatabaseEngine Engine { get; } = engine;

    /// <summary>The engine's SQL dialect.</summary>
    public SqlDialect Dialect { get; } = engine.Dialect;

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
                throw new DatabaseException(DatabaseException.Timeout, $"no database connection became free within {limit.TotalSeconds:0.###} s (all {Options.PoolSize} are in use)");
        }
        catch (OperationCanceledException)
        {
            throw new DatabaseException(DatabaseException.Timeout, "waiting for a database connection was cancelled because the guest has to stop");
        }
        try
        {
            return Take(limit);
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

    /// <summary>Closes idle connections; connections in use are closed when they are returned.</summary>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Returns an idle connection or a new one.</summary>
    protected abstract DatabaseConnection Take(TimeSpan limit);

    /// <summary>Keeps a connection for reuse, or closes it if it is broken.</summary>
    protected abstract void Keep(DatabaseConnection connection);

    /// <summary>Closes the idle connections.</summary>
    protected abstract void Close();
}
