using System.Net;
using Cleanroom.Server.Sessions;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Sessions;

/// <summary>Sessions on a server that several of ours share.</summary>
public abstract class DatabaseServerSessionTests : SessionFunctionsTests
{
    private protected abstract DatabaseServer Require();

    private protected abstract DatabaseServer StartOwn();

    protected override Task<string> PlaceAsync() => Task.FromResult(Require().Url);

    [Fact]
    public async Task Two_servers_share_their_sessions()
    {
        var options = new CleanServerOptions { SessionStore = await PlaceAsync() };
        await using var first = await FunctionsGuest.StartAsync(options);
        await using var second = await FunctionsGuest.StartAsync(options);
        await first.CallAsync("/session/create", ("user", "7"), ("role", "user"));
        second.Session = first.Session;
        Assert.Equal("7", await second.CallAsync("/session/user"));
        await second.CallAsync("/session/destroy");
        Assert.Equal("", await first.CallAsync("/session/user"));
    }

    [Fact]
    [Trait("Rule", "N67")]
    public async Task Lost_store_means_no_session_and_comes_back_by_itself()
    {
        using var server = StartOwn();
        await using var guest = await FunctionsGuest.StartAsync(new CleanServerOptions { SessionStore = server.Url });
        await guest.CallAsync("/session/create", ("user", "7"), ("role", "user"));
        var id = guest.Session;
        server.Stop();
        Assert.Equal("", await guest.CallAsync("/session/user"));
        using (var answer = await guest.SendAsync(HttpMethod.Get, "/members", null)) Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        server.Start();
        guest.Session = id;
        Assert.Equal("7", await guest.CallAsync("/session/user"));
    }
}

public sealed class PostgresSessionTests : DatabaseServerSessionTests
{
    private protected override DatabaseServer Require() => PostgresServer.Require();

    private protected override DatabaseServer StartOwn() => PostgresServer.StartOwn();
}

public sealed class MySqlSessionTests : DatabaseServerSessionTests
{
    private protected override DatabaseServer Require() => MariaDbServer.Require();

    private protected override DatabaseServer StartOwn() => MariaDbServer.StartOwn();
}

public sealed class RedisSessionTests : DatabaseServerSessionTests
{
    [Fact]
    [Trait("Rule", "N118")]
    public override async Task Expired_sessions_are_swept()
    {
        using var server = RedisServer.StartOwn();
        await using var guest = await FunctionsGuest.StartAsync(new CleanServerOptions { SessionStore = server.Url });
        await guest.CallAsync("/session/create-ttl", ("user", "7"), ("role", "user"), ("ttl", "100"));
        // The server itself removes it.
        Assert.InRange(long.Parse(server.Ask("PTTL", $"clean:session:{SessionKey.Of(guest.Session!)}"), System.Globalization.CultureInfo.InvariantCulture), 1, 100_000);
    }

    private protected override DatabaseServer Require() => RedisServer.Require();

    private protected override DatabaseServer StartOwn() => RedisServer.StartOwn();
}
