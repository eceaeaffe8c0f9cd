using System.Net;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Sessions;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Sessions;

/// <summary>Sessions through a guest and real sockets, in each kind of store (contract, functions 15; server 5).</summary>
public abstract class SessionFunctionsTests : IAsyncLifetime
{
    readonly ManualClock _clock = new();
    FunctionsGuest _guest = null!;

    /// <summary>Where the sessions are.</summary>
    protected abstract Task<string> PlaceAsync();

    public async ValueTask InitializeAsync() =>
        _guest = await FunctionsGuest.StartAsync(new CleanServerOptions { SessionStore = await PlaceAsync(), Guest = new GuestOptions { Clock = _clock } });

    public virtual async ValueTask DisposeAsync()
    {
        if (_guest is not null) await _guest.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    [Trait("Rule", "N95")]
    public async Task Sign_in_gives_a_cookie_that_scripts_cannot_read()
    {
        Assert.Equal("1", await _guest.CallAsync("/auth/set", ("user", """{"user_id":7,"role":"editor","claims":{"name":"Zoë"}}""")));
        Assert.Matches("^session=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600$", Assert.Single(_guest.SetCookies));
        Assert.Equal($$$"""{"user_id":7,"role":"editor","session_id":"{{{_guest.Session}}}","claims":{"name":"Zoë"}}""", await _guest.CallAsync("/auth/get"));
        Assert.Empty(_guest.SetCookies);
    }

    [Fact]
    [Trait("Rule", "N118")]
    public async Task Id_changes_at_sign_in_and_the_old_one_ends()
    {
        Assert.Equal("1", await _guest.CallAsync("/session/store", ("key", "cart"), ("value", "[1,2]")));
        var before = _guest.Session!;
        Assert.Equal("1", await _guest.CallAsync("/auth/set", ("user", """{"id":"7"}""")));
        Assert.NotEqual(before, _guest.Session);
        Assert.Equal("0", await _guest.CallAsync("/session/exists-by-id", ("id", before)));
        Assert.Equal("[1,2]", await _guest.CallAsync("/session/value", ("key", "cart")));
        var thief = _guest.Another();
        thief.Session = before;
        Assert.Equal("null", await thief.CallAsync("/auth/get"));
    }

    [Fact]
    [Trait("Rule", "N118")]
    [Trait("Rule", "N158")]
    public async Task Session_lives_as_long_as_cookie_store_and_extend_say()
    {
        await _guest.CallAsync("/session/create-ttl", ("user", "7"), ("role", "user"), ("ttl", "100"));
        Assert.Contains("Max-Age=100", Assert.Single(_guest.SetCookies), StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromSeconds(99));
        Assert.Equal("1", await _guest.CallAsync("/session/exists"));
        // It was used: both the store and the cookie begin anew.
        Assert.Contains("Max-Age=100", Assert.Single(_guest.SetCookies), StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromSeconds(99));
        Assert.Equal("1", await _guest.CallAsync("/session/extend", ("ttl", "1000")));
        Assert.Contains("Max-Age=1000", Assert.Single(_guest.SetCookies), StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromSeconds(999));
        Assert.Equal("7", await _guest.CallAsync("/session/user"));
        _clock.Advance(TimeSpan.FromSeconds(1001));
        var id = _guest.Session!;
        Assert.Equal("0", await _guest.CallAsync("/session/exists"));
        Assert.Equal("0", await _guest.CallAsync("/session/exists-by-id", ("id", id)));
        Assert.Equal("", await _guest.CallAsync("/session/get-by-id", ("id", id)));
        Assert.Equal("0", await _guest.CallAsync("/session/extend", ("ttl", "10")));
        Assert.Equal("0", await _guest.CallAsync("/session/delete-by-id", ("id", id)));
    }

    [Fact]
    public async Task Cookie_is_not_sent_again_before_a_tenth_of_the_life_has_passed()
    {
        await _guest.CallAsync("/session/create", ("user", "7"), ("role", "user"));
        _clock.Advance(TimeSpan.FromSeconds(300));
        await _guest.CallAsync("/session/user");
        Assert.Empty(_guest.SetCookies);
        _clock.Advance(TimeSpan.FromSeconds(100));
        await _guest.CallAsync("/session/user");
        Assert.Single(_guest.SetCookies);
    }

    [Fact]
    public async Task Stored_members_merge_and_an_empty_key_replaces_all()
    {
        foreach (var (key, value) in new[] { ("a", "1"), ("b", "text"), ("a", """{"x":[1]}"""), ("c", "\"quoted\"") })
            Assert.Equal("1", await _guest.CallAsync("/session/store", ("key", key), ("value", value)));
        Assert.Equal("""{"a":{"x":[1]},"b":"text","c":"quoted"}""", await _guest.CallAsync("/session/get"));
        Assert.Equal("text", await _guest.CallAsync("/session/value", ("key", "b")));
        Assert.Equal("1", await _guest.CallAsync("/session/has", ("key", "c")));
        Assert.Equal("0", await _guest.CallAsync("/session/has", ("key", "d")));
        Assert.Equal("1", await _guest.CallAsync("/session/store", ("key", ""), ("value", """{"all":"new"}""")));
        Assert.Equal("""{"all":"new"}""", await _guest.CallAsync("/session/get"));
    }

    [Fact]
    [Trait("Rule", "N63")]
    [Trait("Rule", "N69")]
    public async Task Writes_of_many_requests_at_once_all_count()
    {
        await _guest.CallAsync("/session/store", ("key", "first"), ("value", "0"));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            var client = _guest.Another();
            client.Session = _guest.Session;
            Assert.Equal("1", await client.CallAsync("/session/store", ("key", $"k{i}"), ("value", $"{i}")));
            Assert.Equal($"{i}", await client.CallAsync("/session/value", ("key", $"k{i}")));
        }));
        for (var i = 0; i < 20; i++) Assert.Equal($"{i}", await _guest.CallAsync("/session/value", ("key", $"k{i}")));
    }

    [Fact]
    [Trait("Rule", "N63")]
    public async Task Sessions_of_two_clients_are_never_mixed_up()
    {
        var clients = Enumerable.Range(0, 8).Select(_ => _guest.Another()).ToArray();
        await Task.WhenAll(clients.Select((client, i) => client.CallAsync("/session/create", ("user", $"user{i}"), ("role", $"role{i}"))));
        for (var round = 0; round < 10; round++)
            await Task.WhenAll(clients.Select(async (client, i) =>
            {
                Assert.Equal($"user{i}", await client.CallAsync("/session/user"));
                Assert.Equal($"role{i}", await client.CallAsync("/session/role"));
            }));
    }

    [Fact]
    public async Task Program_keeps_sessions_under_ids_of_its_own()
    {
        const string id = "a-long-id-of-the-program";
        Assert.Equal("1", await _guest.CallAsync("/session/store", ("id", id), ("key", ""), ("value", """{"mine":1}""")));
        Assert.Empty(_guest.SetCookies);
        Assert.Equal("""{"mine":1}""", await _guest.CallAsync("/session/get-by-id", ("id", id)));
        var client = _guest.Another();
        client.Session = id;
        Assert.Equal("""{"mine":1}""", await client.CallAsync("/session/get"));
        Assert.Equal("1", await _guest.CallAsync("/session/delete-by-id", ("id", id)));
        Assert.Equal("0", await _guest.CallAsync("/session/exists-by-id", ("id", id)));
    }

    [Fact]
    public async Task Sign_out_ends_the_session_and_clears_the_cookie()
    {
        await _guest.CallAsync("/session/create-number", ("role", "user"), ("claims", """{"n":null,"s":"x","o":{"a":1}}"""));
        var id = _guest.Session!;
        Assert.Equal("x", await _guest.CallAsync("/session/claim", ("key", "s")));
        Assert.Equal("""{"a":1}""", await _guest.CallAsync("/session/claim", ("key", "o")));
        Assert.Equal("", await _guest.CallAsync("/session/claim", ("key", "n")));
        Assert.Equal("{\"userId\":7,\"role\":\"user\",\"sessionId\":\"" + id + "\",\"claims\":{\"n\":null,\"s\":\"x\",\"o\":{\"a\":1}}}", await _guest.CallAsync("/session/get"));
        Assert.Equal("1", await _guest.CallAsync("/session/destroy"));
        Assert.Equal("session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0", Assert.Single(_guest.SetCookies));
        Assert.Equal("0", await _guest.CallAsync("/session/destroy"));
        _guest.Session = id;
        Assert.Equal("", await _guest.CallAsync("/session/user"));
    }

    [Fact]
    public async Task Unknown_cookie_is_no_session_and_never_becomes_one()
    {
        _guest.Session = "chosen-by-an-attacker-0123456789";
        Assert.Equal("0", await _guest.CallAsync("/session/exists"));
        Assert.Equal("0", await _guest.CallAsync("/session/set-csrf", ("token", "t")));
        await _guest.CallAsync("/session/create", ("user", "7"), ("role", "user"));
        Assert.NotEqual("chosen-by-an-attacker-0123456789", _guest.Session);
    }

    [Fact]
    [Trait("Rule", "N119")]
    public async Task Change_without_the_token_of_the_session_is_403()
    {
        using (var free = await _guest.SendAsync(HttpMethod.Post, "/change", null)) Assert.Equal(HttpStatusCode.OK, free.StatusCode);
        await _guest.CallAsync("/session/create", ("user", "7"), ("role", "user"));
        using (var free = await _guest.SendAsync(HttpMethod.Post, "/change", null)) Assert.Equal(HttpStatusCode.OK, free.StatusCode);
        Assert.Equal("1", await _guest.CallAsync("/session/set-csrf", ("token", "t0k3n")));
        Assert.Equal("t0k3n", await _guest.CallAsync("/session/csrf"));
        Assert.Equal("""{"ok":false,"err":{"code":"CSRF_FAILED","message":"the CSRF token is missing or wrong"}}""", await ChangeAsync(403, null));
        await ChangeAsync(403, FunctionsGuest.Form("_csrf=t0k3"));
        await ChangeAsync(403, null, "t0k3nX");
        await ChangeAsync(200, null, "t0k3n");
        await ChangeAsync(200, FunctionsGuest.Form("a=b&_csrf=t0k3n"));
        await ChangeAsync(200, FunctionsGuest.Form("csrf_token=t0k3n"));
        await ChangeAsync(200, new MultipartFormDataContent { { new StringContent("t0k3n"), "_csrf" } });
        // Safe methods and other clients need none.
        Assert.Equal("t0k3n", await _guest.CallAsync("/session/csrf"));
        using (var other = await _guest.Another().SendAsync(HttpMethod.Post, "/change", null)) Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal("1", await _guest.CallAsync("/session/set-csrf", ("token", "")));
        await ChangeAsync(200, null);
    }

    [Theory]
    [InlineData("/members", null, 401)]
    [InlineData("/members", "reader", 200)]
    [InlineData("/editors", null, 401)]
    [InlineData("/editors", "reader", 403)]
    [InlineData("/editors", "editor", 200)]
    [InlineData("/editors", "admin", 200)]
    public async Task Protected_route_lets_in_who_may(string path, string? role, int status)
    {
        if (role is not null) await _guest.CallAsync("/session/create", ("user", "7"), ("role", role));
        using var answer = await _guest.SendAsync(HttpMethod.Get, path, null);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    [Trait("Rule", "N114")]
    public async Task Reset_token_is_used_once()
    {
        var token = await _guest.CallAsync("/auth/reset", ("user", "42"), ("ttl", "60"));
        Assert.Matches("^[0-9a-f]{64}$", token);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _guest.Another().CallAsync("/auth/consume", ("token", token))));
        Assert.Equal("42", Assert.Single(answers, answer => answer != "0"));
        Assert.Equal("0", await _guest.CallAsync("/auth/consume", ("token", token)));
        var late = await _guest.CallAsync("/auth/reset", ("user", "42"), ("ttl", "60"));
        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("0", await _guest.CallAsync("/auth/consume", ("token", late)));
        Assert.Equal("0", await _guest.CallAsync("/auth/consume", ("token", "made up")));
    }

    [Fact]
    [Trait("Rule", "N118")]
    public virtual async Task Expired_sessions_are_swept()
    {
        await _guest.CallAsync("/session/create-ttl", ("user", "7"), ("role", "user"), ("ttl", "10"));
        var key = SessionKey.Of(_guest.Session!);
        var store = SessionStore.Of(_guest.Served.Application);
        Assert.NotNull(store.Find(key));
        _clock.Advance(TimeSpan.FromSeconds(61));
        store.Sweep();
        _clock.Advance(TimeSpan.FromSeconds(-61));
        Assert.Null(store.Find(key));
    }

    async Task<string> ChangeAsync(int status, HttpContent? body, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/change") { Content = body };
        if (token is not null) request.Headers.Add("X-CSRF-Token", token);
        using var answer = await _guest.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
