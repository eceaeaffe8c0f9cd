using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Database;

/// <summary>The connections to one database. Shared by all guests of an application, on any threads.</summary>
/// <param name="engine">The engine that makes it.</param>
/// <param name="options">Limits.</param>
/// <param name="maskedUrl">The URL as it may be shown.</param>
public abstract class DatabasePool(DatabaseEngine engine, DatabaseOptions options, string maskedUrl) : IDisposable
{
#pragma warning disable CA2213 // It has no handle unless someone asks for one.
    readonly SemaphoreSlim _free = new(Math.Max(1, options.PoolSize));
#pragma warning restore CA2213

    /// <summary>Limits.</summary>
    public DatabaseOptions Options { get; } = options with { PoolSize = Math.Max(1, options.PoolSize) };

    /// <summary>The URL as it may be shown.</summary>
    public string MaskedUrl { get; } = maskedUrl;

    /// <summary>The engine that made it.</summary>
    public DatabaseEngine Engine { get; } = engine;

    /// <summary>What its SQL looks like.</summary>
    public SqlDialect Dialect { get; } = engine.Dialect;

    /// <summary>Connections that are not lent out now.</summary>
    public int Free => _free.CurrentCount;

    /// <summary>Waits for a connection.</summary>
    /// <exception cref="DatabaseException">None became free in time, or none could be made.</exception>
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

    /// <summary>Takes a connection back: clean, or not at all.</summary>
    public void Return(DatabaseConnection connection)
    {
        if (!connection.IsBroken && connection.IsInTransaction) connection.Rollback();
        Keep(connection);
        _free.Release();
    }

    /// <summary>Closes idle connections; those that are lent out close when they come back.</summary>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>An idle connection, or a new one.</summary>
    protected abstract DatabaseConnection Take(TimeSpan limit);

    /// <summary>Keeps a connection for the next one who asks, or closes it when it is broken.</summary>
    protected abstract void Keep(DatabaseConnection connection);

    /// <summary>Closes what is idle.</summary>
    protected abstract void Close();
}
