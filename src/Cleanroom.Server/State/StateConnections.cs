using Cleanroom.Bridge.Database;

namespace Cleanroom.Server.State;

/// <summary>The servers where an application keeps what it shares with other servers: for each location one pool or connection, whoever uses it.</summary>
sealed class StateConnections : IDisposable
{
    readonly Lock _lock = new();
    readonly Dictionary<string, DatabaseSource> _databases = [];
    readonly Dictionary<string, RedisConnection> _redis = [];

    /// <summary>Those of an application.</summary>
    public static StateConnections Of(CleanApplication application) => application.States.Find<StateConnections>()!;

    /// <summary>Returns the database at a location.</summary>
    /// <exception cref="Bridge.HostException">It cannot be used.</exception>
    public DatabaseSource Database(string url)
    {
        lock (_lock) return _databases.TryGetValue(url, out var open) ? open : _databases[url] = DatabaseSource.Open(url, new DatabaseOptions { Verify = true });
    }

    /// <summary>Returns the connection to the Redis server at a location.</summary>
    /// <exception cref="Bridge.HostException">It cannot be used.</exception>
    public RedisConnection Redis(string url)
    {
        lock (_lock) return _redis.TryGetValue(url, out var open) ? open : _redis[url] = RedisConnection.Open(url);
    }

    public void Dispose()
    {
        foreach (var database in _databases.Values) database.Dispose();
        foreach (var connection in _redis.Values) connection.Dispose();
    }
}
