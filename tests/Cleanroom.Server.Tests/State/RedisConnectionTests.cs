using Cleanroom.Bridge;
using Cleanroom.Server.Sessions;
using Cleanroom.Server.State;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.State;

/// <summary>Redis servers that refuse, are full, use TLS, form a cluster or change their roles.</summary>
public sealed class RedisConnectionTests
{
    static readonly SessionKey Key = SessionKey.Of("id");

    static SessionState State => new() { UserId = "7", TimeToLive = TimeSpan.FromHours(1), Touched = TimeProvider.System.GetUtcNow() };

    [Fact]
    public void Wrong_password_is_named_and_not_shown()
    {
        var server = RedisServer.Require();
        var refused = Assert.Throws<HostException>(() => RedisConnection.Open($"redis://:wr0ng@127.0.0.1:{server.Port}"));
        Assert.Equal($"the Redis server cannot be used: it does not accept the user name or the password (redis://:***@127.0.0.1:{server.Port})", refused.Message);
    }

    [Fact]
    public void Server_that_is_not_there_is_named()
    {
        var refused = Assert.Throws<HostException>(() => RedisConnection.Open("redis://:secret@127.0.0.1:1?timeout=300"));
        Assert.Equal("the Redis server cannot be used: it cannot be reached (redis://:***@127.0.0.1:1?timeout=300)", refused.Message);
    }

    [Fact]
    public void Database_that_does_not_exist_is_named()
    {
        var server = RedisServer.Require();
        var refused = Assert.Throws<HostException>(() => RedisConnection.Open(server.Url.Replace("/0", "/99", StringComparison.Ordinal)));
        Assert.Contains("99", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("the Redis server cannot be used: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Full_server_refuses_new_sessions_and_gives_those_it_has()
    {
        using var server = RedisServer.StartOwn();
        using var redis = RedisConnection.Open(server.Url);
        using var store = new RedisSessionStore(redis, TimeProvider.System);
        store.Set(Key, State);
        server.Ask("CONFIG", "SET", "maxmemory", "1");
        var full = Assert.Throws<SessionStoreException>(() => store.Set(SessionKey.Of("other"), State));
        Assert.Contains("OOM", full.Message, StringComparison.Ordinal);
        Assert.Equal("7", store.Find(Key)?.UserId);
        server.Ask("CONFIG", "SET", "maxmemory", "0");
        store.Set(SessionKey.Of("other"), State);
        Assert.NotNull(store.Find(SessionKey.Of("other")));
    }

    [Fact]
    public void Server_that_does_not_answer_is_waited_for_once_and_comes_back_by_itself()
    {
        using var server = RedisServer.StartOwn();
        using var redis = RedisConnection.Open(server.Url + "?timeout=1100");
        using var store = new RedisSessionStore(redis, TimeProvider.System);
        store.Set(Key, State);
        server.Signal("STOP");
        Assert.Contains("it did not answer in time", Assert.Throws<SessionStoreException>(() => store.Find(Key)).Message, StringComparison.Ordinal);
        for (var i = 0; i < 100; i++) Assert.Contains("it does not answer", Assert.Throws<SessionStoreException>(() => store.Find(Key)).Message, StringComparison.Ordinal);
        server.Signal("CONT");
        Assert.True(SpinWait.SpinUntil(() => IsAnswered(), Patience.Long));
        Assert.Equal("7", store.Find(Key)?.UserId);

        bool IsAnswered()
        {
            try
            {
                return store.Find(Key) is not null;
            }
            catch (SessionStoreException)
            {
                return false;
            }
        }
    }

    [Fact]
    public void Certificate_is_checked()
    {
        using var certificate = new TestCertificate();
        using var server = RedisServer.StartOwn();
        using var folder = new TemporaryFolder();
        var authority = Path.Combine(folder.Path, "ca.pem");
        File.WriteAllText(authority, certificate.Pem);
        var port = server.StartTls(certificate);
        using (var redis = RedisConnection.Open($"rediss://:not-a-secret@127.0.0.1:{port}?tls-host=localhost&tls-ca={authority}"))
            Assert.True(redis.Run(static commands => commands.Ping()) >= TimeSpan.Zero);
        Assert.Throws<HostException>(() => RedisConnection.Open($"rediss://:not-a-secret@127.0.0.1:{port}?timeout=500"));
        Assert.Throws<HostException>(() => RedisConnection.Open($"rediss://:not-a-secret@127.0.0.1:{port}?tls-host=other.example&tls-ca={authority}&timeout=500"));
    }

    [Fact]
    public void Cluster_holds_sessions()
    {
        using var server = RedisServer.StartOwn("--cluster-enabled", "yes");
        server.Ask("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        Assert.True(SpinWait.SpinUntil(() => server.Ask("CLUSTER", "INFO").Contains("cluster_state:ok", StringComparison.Ordinal), Patience.Long));
        using var redis = RedisConnection.Open($"redis://:not-a-secret@127.0.0.1:{server.Port}");
        using var store = new RedisSessionStore(redis, TimeProvider.System);
        for (var i = 0; i < 20; i++) store.Set(SessionKey.Of($"{i}"), State);
        for (var i = 0; i < 20; i++) Assert.Equal("8", store.Change(SessionKey.Of($"{i}"), static state => state with { UserId = "8" })?.UserId);
    }

    [Fact]
    public void Sessions_go_on_at_the_replica_when_the_primary_is_gone()
    {
        using var primary = RedisServer.StartOwn();
        using var replica = RedisServer.StartOwn("--replicaof", $"127.0.0.1 {primary.Port}");
        Assert.True(SpinWait.SpinUntil(() => replica.Ask("INFO", "replication").Contains("master_link_status:up", StringComparison.Ordinal), Patience.Long));
        using var sentinel = primary.StartSentinel();
        Assert.True(SpinWait.SpinUntil(() => sentinel.Ask("SENTINEL", "replicas", "main").Contains($"{replica.Port}", StringComparison.Ordinal), Patience.Long));
        using var redis = RedisConnection.Open($"redis://:not-a-secret@127.0.0.1:{sentinel.Port}?sentinel=main");
        using var store = new RedisSessionStore(redis, TimeProvider.System);
        store.Set(Key, State);
        Assert.True(SpinWait.SpinUntil(() => replica.Ask("DBSIZE") == "1", Patience.Long));
        primary.Stop("KILL");
        Assert.True(SpinWait.SpinUntil(() => IsChanged(store), Patience.Long));
        Assert.Equal("8", store.Find(Key)?.UserId);
    }

    static bool IsChanged(RedisSessionStore store)
    {
        try
        {
            return store.Change(Key, static state => state with { UserId = "8" }) is not null;
        }
        catch (SessionStoreException)
        {
            return false;
        }
    }
}
