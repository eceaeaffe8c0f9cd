using System.Globalization;
using System.Net;
using System.Text;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Server.Sessions;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.State;

/// <summary>
/// State that somebody else wrote: an entry that cannot be read is a failure of the store for that entry, whichever engine holds it. Nobody is signed in by it,
/// and others do not notice.
/// </summary>
public sealed class UnreadableStateTests : IDisposable
{
    const string LargestNumber = "9223372036854775807", SmallestNumber = "-9223372036854775808";

    static readonly string[] Sessions =
    [
        "", "{bad", "{}", "[]", "null",
        Session("\"role\":\"user\"", "\"role\":null"),
        Session("\"role\":\"user\"", "\"role\":1"),
        Session("\"user\":\"7\"", "\"user\":null"),
        Session("\"user\":\"7\"", "\"user\":7"),
        Session("\"csrf\":\"\"", "\"csrf\":null"),
        Session("\"data\":\"\"", "\"data\":null"),
        Session("\"claims\":\"\"", "\"claims\":\"no json\""),
        Session("\"claims\":\"\"", "\"claims\":\"[1]\""),
        Session("\"claims\":\"\"", "\"claims\":\"{},\\\"role\\\":\\\"admin\\\"\""),
        .. ((string[])[LargestNumber, SmallestNumber, "0", "-1", "1.5", "1e99", "\"x\""]).Select(static number => Session("\"ttl\":36000000000", $"\"ttl\":{number}")),
        .. ((string[])[LargestNumber, SmallestNumber, "1.5", "null"]).Select(static number => Session("\"touched\":638000000000000000", $"\"touched\":{number}")),
    ];

    readonly TemporaryFolder _folder = new();
    readonly LogCollector _log = new();

    public static TheoryData<string> Engines => ["sqlite", "postgresql", "mariadb", "redis"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Engines))]
    [Trait("Rule", "N67")]
    public async Task Session_that_cannot_be_read_signs_nobody_in_and_disturbs_nobody(string engine)
    {
        await using var guest = await StartAsync(engine);
        var other = guest.Another();
        await other.CallAsync("/session/create", ("user", "8"), ("role", "user"));
        foreach (var text in Sessions)
        {
            guest.Session = null;
            _log.Clear();
            await guest.CallAsync("/session/create", ("user", "7"), ("role", "user"));
            var id = guest.Session!;
            Write(engine, id, text);
            Assert.Equal("", await guest.CallAsync("/auth/user"));
            Assert.Equal("", await guest.CallAsync("/session/user"));
            Assert.Equal("", await guest.CallAsync("/session/get-by-id", ("id", id)));
            using (var members = await guest.SendAsync(HttpMethod.Get, "/members", null)) Assert.Equal(HttpStatusCode.Unauthorized, members.StatusCode);
            AssertLogged("the session store cannot be used: a session in the store cannot be read");
            Assert.Equal("8", await other.CallAsync("/session/user"));
            // Signing in again helps.
            await guest.CallAsync("/session/create", ("user", "7"), ("role", "user"));
            Assert.Equal("7", await guest.CallAsync("/session/user"));
            Assert.Equal("1", await guest.CallAsync("/session/delete-by-id", ("id", id)));
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Data_of_any_text_stays_the_programs(string engine)
    {
        await using var guest = await StartAsync(engine);
        await guest.CallAsync("/session/create", ("user", "7"), ("role", "user"));
        Write(engine, guest.Session!, Session("\"data\":\"\"", "\"data\":\"no json\"").Replace("638000000000000000", DateTime.UtcNow.Ticks.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        Assert.Equal("no json", await guest.CallAsync("/session/get"));
        Assert.Equal("""{"id":7,"role":"user","claims":{}}""", await guest.CallAsync("/auth/user"));
        Assert.Equal("", await guest.CallAsync("/session/value", ("key", "x")));
    }

    [Theory]
    [InlineData("sqlite", "version", "'abc'")]
    [InlineData("sqlite", "version", "1.5")]
    [InlineData("sqlite", "state", "x'ff00'")]
    [InlineData("sqlite", "state", "CAST(x'7bff7d' AS TEXT)")]
    [InlineData("redis", "version", "abc")]
    [InlineData("redis", "version", "")]
    [Trait("Rule", "N67")]
    public async Task Column_of_a_session_that_cannot_be_read_is_no_session(string engine, string column, string value)
    {
        await using var guest = await StartAsync(engine);
        await guest.CallAsync("/session/create", ("user", "7"), ("role", "user"));
        if (engine == "redis") RedisServer.Require().Ask("HSET", $"clean:session:{SessionKey.Of(guest.Session!)}", column, value);
        else Execute(engine, $"UPDATE _clean_sessions SET {column} = {value}");
        Assert.Equal("", await guest.CallAsync("/auth/user"));
        using var members = await guest.SendAsync(HttpMethod.Get, "/members", null);
        Assert.Equal(HttpStatusCode.Unauthorized, members.StatusCode);
        AssertLogged("the session store cannot be used");
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("7")]
    [InlineData(LargestNumber)]
    [InlineData("7 ")]
    [InlineData("x 9223372036854775807")]
    [InlineData("7 9223372036854775807 1")]
    public async Task Token_of_Redis_that_cannot_be_read_is_nobodys(string text)
    {
        await using var guest = await StartAsync("redis");
        var token = await guest.CallAsync("/auth/reset", ("user", "42"), ("ttl", "60"));
        RedisServer.Require().Ask("SET", $"clean:token:{SessionKey.Of(Encoding.ASCII.GetBytes(token))}", text);
        Assert.Equal("0", await guest.CallAsync("/auth/consume", ("token", token)));
        AssertLogged("what the store holds cannot be read");
    }

    [Theory]
    [InlineData("owner = 'x'")]
    [InlineData("expires = 'zzz'")]
    public async Task Token_of_a_table_that_cannot_be_read_is_nobodys(string change)
    {
        await using var guest = await StartAsync("sqlite");
        var token = await guest.CallAsync("/auth/reset", ("user", "42"), ("ttl", "60"));
        Execute("sqlite", $"UPDATE _clean_tokens SET {change}");
        Assert.Equal("0", await guest.CallAsync("/auth/consume", ("token", token)));
        AssertLogged("what the store holds cannot be read");
    }

    [Theory]
    [InlineData("ends = 'zzz'")]
    [InlineData("ends = 1e300")]
    [InlineData("requests = 'abc'")]
    public async Task Rate_limit_that_cannot_be_read_is_counted_by_this_server(string change)
    {
        await using var guest = await StartLimitedAsync("sqlite");
        Assert.Equal("", await guest.CallAsync("/session/user"));
        Execute("sqlite", $"UPDATE _clean_rates SET requests = 100, {change}");
        Assert.Equal("", await guest.CallAsync("/session/user"));
        AssertLogged("rate limits are counted by this server alone: what the store holds cannot be read");
        Assert.Equal("", await guest.CallAsync("/session/user"));
        using var third = await guest.SendAsync(HttpMethod.Get, "/session/user", null);
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Rate_limit_never_asks_clients_to_wait_longer_than_its_window(string engine)
    {
        // A separate store: requests of other tests come from the same address.
        using DatabaseServer? own = engine switch { "postgresql" => PostgresServer.StartOwn(), "mariadb" => MariaDbServer.StartOwn(), "redis" => RedisServer.StartOwn(), _ => null };
        await using var guest = await StartLimitedAsync(engine, own);
        Assert.Equal("", await guest.CallAsync("/session/user"));
        if (own is RedisServer redis) redis.Ask("HSET", redis.Ask("KEYS", "clean:rate:*"), "ends", LargestNumber);
        else Execute(engine, $"UPDATE _clean_rates SET ends = {LargestNumber}", own);
        Assert.Equal("", await guest.CallAsync("/session/user"));
        using var third = await guest.SendAsync(HttpMethod.Get, "/session/user", null);
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Equal("600", third.Headers.GetValues("Retry-After").Single());
    }

    [Theory]
    [InlineData("zzz")]
    [InlineData("nan")]
    [InlineData("-1")]
    public async Task Rate_limit_of_Redis_without_an_end_begins_anew(string ends)
    {
        using var redis = RedisServer.StartOwn();
        await using var guest = await StartLimitedAsync("redis", redis);
        Assert.Equal("", await guest.CallAsync("/session/user"));
        redis.Ask("HSET", redis.Ask("KEYS", "clean:rate:*"), "ends", ends, "requests", "100");
        Assert.Equal("", await guest.CallAsync("/session/user"));
        Assert.Equal("", await guest.CallAsync("/session/user"));
        using var third = await guest.SendAsync(HttpMethod.Get, "/session/user", null);
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [InlineData("mariadb")]
    [Trait("Rule", "N67")]
    public async Task Table_that_is_dropped_under_a_server_is_named_with_what_to_do(string engine)
    {
        using DatabaseServer? own = engine switch { "postgresql" => PostgresServer.StartOwn(), "mariadb" => MariaDbServer.StartOwn(), _ => null };
        await using (var guest = await StartAsync(engine, own))
        {
            await guest.CallAsync("/session/create", ("user", "7"), ("role", "user"));
            foreach (var table in (string[])["_clean_sessions", "_clean_rates"]) Execute(engine, $"DROP TABLE {table}", own);
            Assert.Equal("", await guest.CallAsync("/session/create", ("user", "7"), ("role", "user")));
            AssertLogged("the session store cannot be used: the table _clean_sessions is missing (");
            AssertLogged("rate limits are counted by this server alone: the table _clean_rates is missing (");
            AssertLogged("): restore it, or restart the server, which makes it anew without what it held");
        }
        await using var again = await StartAsync(engine, own);
        AssertLogged("tables for sessions were missing and were made again, empty (");
        await again.CallAsync("/session/create", ("user", "7"), ("role", "user"));
        Assert.Equal("7", await again.CallAsync("/session/user"));
    }

    static string Session(string member, string other) =>
        """{"user":"7","role":"user","claims":"","data":"","csrf":"","ttl":36000000000,"touched":638000000000000000}""".Replace(member, other, StringComparison.Ordinal);

    void AssertLogged(string text) => Assert.Contains(_log.Lines, line => line.Contains(text, StringComparison.Ordinal));

    Task<FunctionsGuest> StartAsync(string engine, DatabaseServer? own = null) => FunctionsGuest.StartAsync(new CleanServerOptions
    {
        State = Place(engine, own),
        RateLimit = 100_000,
        Guest = new GuestOptions { Logger = _log },
    });

    Task<FunctionsGuest> StartLimitedAsync(string engine, DatabaseServer? own = null) => FunctionsGuest.StartAsync(new CleanServerOptions
    {
        RateLimitStore = Place(engine, own),
        RateLimit = 2,
        RateLimitWindow = TimeSpan.FromSeconds(600),
        Guest = new GuestOptions { Clock = new ManualClock(), Logger = _log },
    });

    string Place(string engine, DatabaseServer? own = null) => own?.Url ?? engine switch
    {
        "redis" => RedisServer.Require().Url,
        "postgresql" => PostgresServer.Require().Url,
        "mariadb" => MariaDbServer.Require().Url,
        _ => $"sqlite:{Path.Combine(_folder.Path, "state.db")}",
    };

    void Write(string engine, string id, string text)
    {
        var key = SessionKey.Of(id);
        if (engine == "redis") RedisServer.Require().Ask("HSET", $"clean:session:{key}", "state", text);
        else Use(engine, null, (connection, scope) => connection.Run(Encoding.UTF8.GetBytes($"UPDATE _clean_sessions SET state = ? WHERE {connection.Dialect.Quote("key")} = ?"), [SqlValue.Of(text), SqlValue.Of(key.ToString())], null, scope));
    }

    void Execute(string engine, string statement, DatabaseServer? own = null) => Use(engine, own, (connection, scope) => connection.Run(Encoding.UTF8.GetBytes(statement), [], null, scope));

    void Use(string engine, DatabaseServer? own, Func<DatabaseConnection, StatementScope, StatementOutcome> action)
    {
        using var database = DatabaseSource.Open(Place(engine, own));
        database.Pool!.Use(action, Patience.Long, 1000);
    }
}
