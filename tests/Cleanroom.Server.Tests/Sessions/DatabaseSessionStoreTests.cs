using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Server.Sessions;
using Cleanroom.Server.State;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Sessions;

/// <summary>Sessions in a database that somebody else wrote to.</summary>
public sealed class DatabaseSessionStoreTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{bad")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"role":1,"claims":"","data":"","csrf":"","ttl":1,"touched":1}""")]
    public void Session_that_cannot_be_read_is_a_failure_of_the_store(string state)
    {
        var place = $"sqlite:{Path.Combine(_folder.Path, "sessions.db")}";
        using var connections = new StateConnections();
        using var store = SessionStores.Open(place, connections, TimeProvider.System);
        var key = SessionKey.Of("id");
        store.Set(key, new SessionState { TimeToLive = TimeSpan.FromHours(1), Touched = TimeProvider.System.GetUtcNow() });
        Assert.NotNull(store.Find(key));
        using (var database = DatabaseSource.Open(place))
        using (var scope = new StatementScope(TimeSpan.FromSeconds(10), 1000, CancellationToken.None))
        {
            var connection = database.Pool!.Lease(CancellationToken.None);
            connection.Run("UPDATE _clean_sessions SET state = ?"u8, [SqlValue.Of(state)], null, scope);
            database.Pool.Return(connection);
        }
        Assert.Throws<SessionStoreException>(() => store.Find(key));
        Assert.Throws<SessionStoreException>(() => store.Change(key, current => current));
    }

    [Theory]
    [InlineData("postgresql", "INT")]
    [InlineData("postgresql", "QUIT")]
    [InlineData("mariadb", "TERM")]
    [InlineData("mariadb", "KILL")]
    [InlineData("redis", "TERM")]
    [InlineData("redis", "KILL")]
    public void Session_is_found_at_once_after_the_server_of_the_database_restarted(string engine, string signal)
    {
        using DatabaseServer server = engine switch { "mariadb" => MariaDbServer.StartOwn(), "redis" => RedisServer.StartOwn(), _ => PostgresServer.StartOwn() };
        using var connections = new StateConnections();
        using var store = SessionStores.Open(server.Url, connections, TimeProvider.System);
        var key = SessionKey.Of("id");
        store.Set(key, new SessionState { TimeToLive = TimeSpan.FromHours(1), Touched = TimeProvider.System.GetUtcNow() });
        Assert.NotNull(store.Find(key));
        server.Stop(signal);
        server.Start();
        Assert.NotNull(store.Find(key));
    }
}
