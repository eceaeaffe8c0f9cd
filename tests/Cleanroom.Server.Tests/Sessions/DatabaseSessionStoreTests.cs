using Cleanroom.Bridge.Grants;
using Cleanroom.Server.Sessions;
using Cleanroom.Server.State;
using Cleanroom.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cleanroom.Server.Tests.Sessions;

/// <summary>Sessions on a server that restarts.</summary>
public sealed class DatabaseSessionStoreTests
{
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
        using var connections = new StateConnections(new ClosedPaths(), NullLogger.Instance);
        using var store = SessionStores.Open(server.Url, connections, TimeProvider.System);
        var key = SessionKey.Of("id");
        store.Set(key, new SessionState { TimeToLive = TimeSpan.FromHours(1), Touched = TimeProvider.System.GetUtcNow() });
        Assert.NotNull(store.Find(key));
        server.Stop(signal);
        server.Start();
        Assert.NotNull(store.Find(key));
    }
}
