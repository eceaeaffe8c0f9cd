using System.Net;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Sessions;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.RateLimits;

/// <summary>The rate limit as clients meet it (contract, server 8).</summary>
public sealed class RateLimitTests
{
    readonly ManualClock _clock = new();

    CleanServerOptions Options => new() { Guest = new GuestOptions { Clock = _clock } };

    [Fact]
    public async Task Request_beyond_the_limit_is_429_until_the_window_ends()
    {
        await using var served = await WebGuest.ServeAsync(Options, ("WEB_RATE", "2"), ("WEB_WINDOW", "10"), ("WEB_RATE_BY", "ip"));
        Assert.Equal("9 9 0 ", await served.Client.GetStringAsync("/results"));
        using (var second = await served.Client.GetAsync("/nothing")) Assert.Equal(HttpStatusCode.NotFound, second.StatusCode);
        _clock.Advance(TimeSpan.FromSeconds(3.5));
        using var third = await served.Client.GetAsync("/ip");
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Equal("7", third.Headers.GetValues("Retry-After").Single());
        Assert.Equal("{\"ok\":false,\"err\":{\"code\":\"RATE_LIMITED\",\"message\":\"too many requests\"},\"retry_after\":7}", await third.Content.ReadAsStringAsync());
        Assert.True(third.Headers.CacheControl!.NoStore);
        using (var health = await served.Client.GetAsync("/_health/live")) Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        _clock.Advance(TimeSpan.FromSeconds(7));
        using var later = await served.Client.GetAsync("/ip");
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    [Trait("Rule", "N104")]
    [Trait("Rule", "N105")]
    public async Task Nothing_that_the_client_sends_makes_it_another_client()
    {
        await using var served = await WebGuest.ServeAsync(Options, ("WEB_RATE", "1"), ("WEB_WINDOW", "10"), ("WEB_RATE_BY", "user"));
        using (var first = await served.Client.GetAsync("/ip")) Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        foreach (var (name, value) in new[] { ("X-Forwarded-For", "10.0.0.9"), ("X-Real-IP", "10.0.0.9"), ("Forwarded", "for=10.0.0.9"), ("Cookie", "session=x; user=y"), ("Authorization", "Bearer z") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/ip");
            request.Headers.Add(name, value);
            using var answer = await served.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite:sessions.db")]
    public async Task Signed_in_users_are_counted_each_for_itself(string store)
    {
        using var folder = new TemporaryFolder();
        var place = store.Replace("sqlite:", $"sqlite:{folder.Path}/", StringComparison.Ordinal);
        await using var served = await WebGuest.ServeAsync(Options with { SessionStore = place }, ("WEB_RATE", "1"), ("WEB_WINDOW", "10"), ("WEB_RATE_BY", "user"));
        foreach (var user in new[] { "7", "8" })
        {
            // Two sessions of one user count together.
            string[] sessions = [SessionKey.NewId(), SessionKey.NewId()];
            foreach (var id in sessions)
                SessionStore.Of(served.Application).Set(SessionKey.Of(id), new SessionState { UserId = user, TimeToLive = TimeSpan.FromHours(1), Touched = _clock.GetUtcNow() });
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(sessions[0]));
            Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(sessions[1]));
        }
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(SessionKey.NewId()));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(SessionKey.NewId()));

        async Task<HttpStatusCode> StatusAsync(string session)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/ip");
            request.Headers.Add("Cookie", $"session={session}");
            using var answer = await served.Client.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Static_files_and_preflights_count_and_refusals_can_be_read_by_allowed_origins()
    {
        await using var served = await WebGuest.ServeAsync(Options with { RateLimit = 1, CorsOrigins = ["https://app.example"] });
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/ip");
        preflight.Headers.Add("Origin", "https://app.example");
        preflight.Headers.Add("Access-Control-Request-Method", "PUT");
        using (var first = await served.Client.SendAsync(preflight)) Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ip");
        request.Headers.Add("Origin", "https://app.example");
        using var second = await served.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal("https://app.example", second.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task Limit_of_the_user_is_replaced_by_the_program()
    {
        var options = Options with { RateLimit = 1, RateLimitWindow = TimeSpan.FromSeconds(5) };
        await using var ofUser = await WebGuest.ServeAsync(options);
        using (await ofUser.Client.GetAsync("/ip"))
        using (var second = await ofUser.Client.GetAsync("/ip"))
            Assert.Equal("5", second.Headers.GetValues("Retry-After").Single());

        await using var ofProgram = await WebGuest.ServeAsync(options, ("WEB_RATE", "2"), ("WEB_WINDOW", "10"), ("WEB_RATE_BY", "ip"));
        using (await ofProgram.Client.GetAsync("/ip"))
        using (var second = await ofProgram.Client.GetAsync("/ip"))
            Assert.Equal(HttpStatusCode.OK, second.StatusCode);
    }

    [Theory]
    [InlineData("0", "10", "ip")]
    [InlineData("5", "0", "ip")]
    [InlineData("-5", "10", "user")]
    [InlineData("5", "10", "cookie")]
    [InlineData("5", "10", "")]
    public async Task Rule_that_is_none_is_refused(string requests, string window, string by)
    {
        await using var served = await WebGuest.ServeAsync(Options, ("WEB_RATE", requests), ("WEB_WINDOW", window), ("WEB_RATE_BY", by));
        Assert.Equal("9 9 -1 ", await served.Client.GetStringAsync("/results"));
    }
}
