using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.State;

/// <summary>Two servers in separate processes, which share their state (contract, server 16).</summary>
public sealed class SharedStateTests : IDisposable
{
    static readonly string Guest = TestGuests.PathOf("server_functions");

    readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Engines => ["redis", "postgresql", "mariadb", "sqlite"];

    public static TheoryData<string> Servers => ["redis", "postgresql", "mariadb"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Sign_in_on_one_is_one_on_the_other_and_so_is_the_sign_out(string engine)
    {
        var place = Require(engine);
        using var first = await StartAsync(place);
        using var second = await StartAsync(place);
        var visitor = new Visitor();
        await visitor.AskAsync(first, "/session/create?user=7&role=user");
        Assert.NotNull(visitor.Session);
        Assert.Equal("7", await visitor.AskAsync(second, "/session/user"));
        await visitor.AskAsync(second, "/session/store?key=cart&value=[1]");
        Assert.Equal("[1]", await visitor.AskAsync(first, "/session/value?key=cart"));
        var cookie = visitor.Session;
        await visitor.AskAsync(second, "/session/destroy");
        Assert.Null(visitor.Session);
        visitor.Session = cookie;
        Assert.Equal("", await visitor.AskAsync(first, "/session/user"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Reset_token_works_once_on_either(string engine)
    {
        var place = Require(engine);
        using var first = await StartAsync(place);
        using var second = await StartAsync(place);
        var token = await new Visitor().AskAsync(first, "/auth/reset?user=42&ttl=60");
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => new Visitor().AskAsync(i % 2 == 0 ? first : second, $"/auth/consume?token={token}")));
        Assert.Equal("42", Assert.Single(answers, static answer => answer != "0"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Rate_limit_counts_the_requests_of_both(string engine)
    {
        // A separate store: the requests of other tests come from the same address.
        using var own = engine == "sqlite" ? null : StartOwn(engine);
        var place = own?.Url ?? Require(engine);
        string[] options = ["--rate-limit", "20", "--rate-limit-window", "600"];
        using var first = await StartAsync(place, options);
        using var second = await StartAsync(place, options);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => new Visitor().AskAsync(i % 2 == 0 ? first : second, "/session/user")));
        Assert.Equal((20, 30), (answers.Count(static answer => answer == ""), answers.Count(static answer => answer == "429")));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Requests_without_a_session_go_on_while_the_store_is_away_and_sessions_come_back_with_it(string engine)
    {
        using var store = StartOwn(engine);
        using var server = await StartAsync(store.Url, "--rate-limit", "100000");
        var (member, guest) = (new Visitor(), new Visitor());
        await member.AskAsync(server, "/session/create?user=7&role=user");
        var cookie = member.Session;
        for (var round = 0; round < 3; round++)
        {
            store.Stop(round == 0 ? "KILL" : null);
            Assert.Equal("", await guest.AskAsync(server, "/session/user"));
            Assert.Equal("", await member.AskAsync(server, "/session/user"));
            Assert.Equal("401", await member.AskAsync(server, "/members"));
            store.Start();
            // The first request is answered rightly.
            member.Session = cookie;
            Assert.NotEqual("401", await member.AskAsync(server, "/members"));
            Assert.Equal("7", await member.AskAsync(server, "/session/user"));
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Slow_store_delays_only_those_with_a_session_and_never_mixes_them_up(string engine)
    {
        using var own = StartOwn(engine);
        using var proxy = new SlowProxy(own.Port);
        using var server = await StartAsync(own.Url.Replace($":{own.Port}", $":{proxy.Port}", StringComparison.Ordinal));
        var members = Enumerable.Range(0, 12).Select(static _ => new Visitor()).ToList();
        for (var i = 0; i < members.Count; i++) await members[i].AskAsync(server, $"/session/create?user=user{i}&role=user");
        proxy.Delay = TimeSpan.FromMilliseconds(150);
        var asked = members.ConvertAll(member => member.AskAsync(server, "/session/user"));
        Assert.Equal("", await new Visitor().AskAsync(server, "/session/user"));
        var answers = await Task.WhenAll(asked);
        Assert.Equal(Enumerable.Range(0, 12).Select(static i => $"user{i}"), answers);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Nothing_that_was_answered_is_lost_with_a_killed_server(string engine)
    {
        var place = Require(engine);
        using var survivor = await StartAsync(place);
        for (var round = 0; round < 5; round++)
        {
            using var victim = await StartAsync(place);
            var members = Enumerable.Range(0, 8).Select(static _ => new Visitor()).ToList();
            var asking = members.ConvertAll(member => CountAsync(member, victim));
            Assert.True(SpinWait.SpinUntil(() => members.TrueForAll(static member => member.Session is not null), Patience.Long));
            victim.Signal("KILL");
            var counts = await Task.WhenAll(asking);
            for (var i = 0; i < members.Count; i++)
            {
                Assert.Equal("7", await members[i].AskAsync(survivor, "/session/user"));
                // The last change may have been made without an answer.
                Assert.InRange(int.Parse($"0{await members[i].AskAsync(survivor, "/session/value?key=count")}", System.Globalization.CultureInfo.InvariantCulture), counts[i], counts[i] + 1);
            }
        }
    }

    // Returns the last number whose change was answered.
    static async Task<int> CountAsync(Visitor member, ServedTool server)
    {
        var answered = 0;
        try
        {
            await member.AskAsync(server, "/session/create?user=7&role=user");
            while (await member.AskAsync(server, $"/session/store?key=count&value={answered + 1}") == "1") answered++;
        }
        catch (HttpRequestException)
        {
        }
        return answered;
    }

    static Task<ServedTool> StartAsync(string place, params string[] options) => ServedTool.StartAsync(Guest, ["--state", place, .. options]);

    string Require(string engine) => engine switch
    {
        "redis" => RedisServer.Require().Url,
        "postgresql" => PostgresServer.Require().Url,
        "mariadb" => MariaDbServer.Require().Url,
        _ => $"sqlite:{Path.Combine(_folder.Path, "state.db")}",
    };

    static DatabaseServer StartOwn(string engine) => engine switch { "redis" => RedisServer.StartOwn(), "postgresql" => PostgresServer.StartOwn(), _ => MariaDbServer.StartOwn() };
}
