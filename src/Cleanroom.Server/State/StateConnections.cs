using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Grants;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.State;

/// <summary>
/// Where an application keeps what it shares with other servers: for each location one pool or connection, whoever uses it. Files are closed to programs and
/// clients as they are opened here.
/// </summary>
/// <param name="closed">Gets the files.</param>
/// <param name="logger">Where warnings go.</param>
sealed partial class StateConnections(ClosedPaths closed, ILogger logger) : IDisposable
{
    readonly Lock _lock = new();
    readonly Dictionary<string, DatabaseSource> _databases = [];
    readonly Dictionary<string, RedisConnection> _redis = [];

    /// <summary>Those of an application.</summary>
    public static StateConnections Of(CleanApplication application) => application.States.Find<StateConnections>()!;

    /// <summary>Returns the database at a location, with the tables of one kind of state.</summary>
    /// <exception cref="Bridge.HostException">It cannot be used.</exception>
    public DatabaseSource Database(string url, StateTables tables)
    {
        lock (_lock)
        {
            if (!_databases.TryGetValue(url, out var database)) _databases[url] = database = Open(url);
            if (tables.Prepare(database)) TablesMadeAgain(logger, tables.Kind, database.MaskedUrl!);
            return database;
        }
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

    DatabaseSource Open(string url)
    {
        var database = DatabaseSource.Open(url, new DatabaseOptions { Verify = true, IsPrivate = true });
        foreach (var file in database.Pool!.Files)
        {
            closed.Add(file);
            OwnerOnly.Check(file, logger);
        }
        return database;
    }

    [LoggerMessage(4182, LogLevel.Warning, "tables for {Kind} were missing and were made again, empty ({Place}): what they held is lost")]
    static partial void TablesMadeAgain(ILogger logger, string kind, string place);
}
