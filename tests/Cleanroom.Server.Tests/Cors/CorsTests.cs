using System.Net;
using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Cors;

/// <summary>Which pages of other origins may read answers (contract, server 8).</summary>
public sealed class CorsTests
{
    const string Origin = "https://app.example";

    [Fact]
    public async Task Without_configuration_there_are_no_headers()
    {
        await using var served = await WebGuest.ServeAsync();
        using var answer = await GetAsync(served, Origin);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        AssertNoCors(answer);
        using var preflight = await PreflightAsync(served, Origin);
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        AssertNoCors(preflight);
    }

    [Fact]
    public async Task Listed_origin_is_named_and_another_is_not()
    {
        await using var served = await WebGuest.ServeAsync(null, ("WEB_ORIGINS", $"https://other.example:8443, HTTPS://App.Example:443"));
        Assert.Equal("9 0 9 ", await served.Client.GetStringAsync("/results"));
        using var listed = await GetAsync(served, Origin);
        Assert.Equal(Origin, Header(listed, "Access-Control-Allow-Origin"));
        Assert.Equal("Origin", Header(listed, "Vary"));
        Assert.Null(Header(listed, "Access-Control-Allow-Credentials"));
        foreach (var origin in new[] { "https://evil.example", "http://app.example", "https://app.example:8443", "https://app.example.evil.example", "null", "https://APP.example" })
        {
            using var other = await GetAsync(served, origin);
            AssertNoCors(other);
            // A cache must not give this answer to the listed origin.
            Assert.Equal("Origin", Header(other, "Vary"));
        }
    }

    [Fact]
    public async Task Origin_can_be_an_IPv6_address()
    {
        const string origin = "http://[::1]:5173";
        await using var served = await WebGuest.ServeAsync(null, ("WEB_ORIGINS", origin));
        using var answer = await GetAsync(served, origin);
        Assert.Equal(origin, Header(answer, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Preflight_ends_with_the_configured_lists()
    {
        await using var served = await WebGuest.ServeAsync(null, ("WEB_ORIGINS", Origin), ("WEB_METHODS", "get,PUT"), ("WEB_HEADERS", "X-One , X-Two"), ("WEB_AGE", "600"), ("WEB_CREDENTIALS", "1"));
        using var answer = await PreflightAsync(served, Origin);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(Origin, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Equal("GET, PUT", Header(answer, "Access-Control-Allow-Methods"));
        Assert.Equal("X-One, X-Two", Header(answer, "Access-Control-Allow-Headers"));
        Assert.Equal("600", Header(answer, "Access-Control-Max-Age"));
        Assert.Equal("true", Header(answer, "Access-Control-Allow-Credentials"));
        Assert.Null(Header(answer, "Allow"));
    }

    [Fact]
    public async Task Preflight_of_an_origin_that_is_not_listed_has_no_headers()
    {
        await using var served = await WebGuest.ServeAsync(null, ("WEB_ORIGINS", Origin), ("WEB_AGE", "0"));
        using var answer = await PreflightAsync(served, "https://evil.example");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        AssertNoCors(answer);
        using var ageless = await PreflightAsync(served, Origin);
        Assert.Null(Header(ageless, "Access-Control-Max-Age"));
    }

    [Fact]
    [Trait("Rule", "N106")]
    public async Task Any_origin_never_goes_with_credentials()
    {
        var log = new LogCollector();
        await using var served = await WebGuest.ServeAsync(WebGuest.Granted(Path.GetTempPath(), log), ("WEB_ORIGINS", "*"), ("WEB_METHODS", "*"), ("WEB_HEADERS", "*"), ("WEB_CREDENTIALS", "1"));
        Assert.Equal("9 0 9 ", await served.Client.GetStringAsync("/results"));
        Assert.Contains(log.Lines, line => line.Contains("cookies of any origin", StringComparison.Ordinal));
        foreach (var answer in new[] { await GetAsync(served, Origin), await PreflightAsync(served, Origin) })
        {
            using (answer)
            {
                Assert.Equal("*", Header(answer, "Access-Control-Allow-Origin"));
                Assert.Null(Header(answer, "Access-Control-Allow-Credentials"));
            }
        }
    }

    [Fact]
    public async Task Star_lists_with_credentials_name_what_was_asked_for()
    {
        await using var served = await WebGuest.ServeAsync(null, ("WEB_ORIGINS", Origin), ("WEB_METHODS", "*"), ("WEB_HEADERS", "*"), ("WEB_CREDENTIALS", "1"));
        using var answer = await PreflightAsync(served, Origin);
        Assert.Equal("PUT", Header(answer, "Access-Control-Allow-Methods"));
        Assert.Equal("x-custom", Header(answer, "Access-Control-Allow-Headers"));
    }

    [Theory]
    [InlineData("https://app.example/")]
    [InlineData("https://app.example/path")]
    [InlineData("app.example")]
    [InlineData("https://user@app.example")]
    [InlineData("null")]
    [InlineData(" , ")]
    public async Task Program_that_names_no_origin_gets_a_failure(string origins)
    {
        await using var served = await WebGuest.ServeAsync(null, ("WEB_ORIGINS", origins));
        Assert.Equal("9 -1 9 ", await served.Client.GetStringAsync("/results"));
        using var answer = await GetAsync(served, Origin);
        AssertNoCors(answer);
    }

    [Fact]
    public async Task Origins_of_the_user_are_replaced_by_the_program_and_switched_off_by_no_cors()
    {
        var options = new CleanServerOptions { CorsOrigins = ["https://user.example"] };
        await using var ofUser = await WebGuest.ServeAsync(options);
        using var user = await GetAsync(ofUser, "https://user.example");
        Assert.Equal("https://user.example", Header(user, "Access-Control-Allow-Origin"));
        using var preflight = await PreflightAsync(ofUser, "https://user.example");
        Assert.Contains("PUT", Header(preflight, "Access-Control-Allow-Methods"), StringComparison.Ordinal);

        await using var ofProgram = await WebGuest.ServeAsync(options, ("WEB_ORIGINS", Origin));
        using var replaced = await GetAsync(ofProgram, "https://user.example");
        AssertNoCors(replaced);

        await using var off = await WebGuest.ServeAsync(options with { Cors = false }, ("WEB_ORIGINS", Origin));
        Assert.Equal("9 0 9 ", await off.Client.GetStringAsync("/results"));
        using var none = await GetAsync(off, Origin);
        AssertNoCors(none);
    }

    [Fact]
    public async Task Errors_and_headers_of_the_program_have_one_value_each()
    {
        await using var served = await WebGuest.ServeAsync(null, ("WEB_ORIGINS", Origin));
        using var missing = await GetAsync(served, Origin, "/nothing");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(Origin, Header(missing, "Access-Control-Allow-Origin"));
        using var own = await GetAsync(served, Origin, "/make/1?name=Access-Control-Allow-Origin&value=https://own.example");
        Assert.Equal("https://own.example", Header(own, "Access-Control-Allow-Origin"));
        using var vary = await GetAsync(served, Origin, "/make/1?name=Vary&value=X-Other");
        Assert.Equal(["Origin", "X-Other"], vary.Headers.Vary);
    }

    [Fact]
    public async Task Origin_of_the_user_that_is_none_is_an_error()
    {
        var refusal = await Assert.ThrowsAsync<SettingException>(() => WebGuest.ServeAsync(new CleanServerOptions { CorsOrigins = ["example.org"] }));
        Assert.Contains("--cors-origin example.org", refusal.Message, StringComparison.Ordinal);
    }

    static Task<HttpResponseMessage> GetAsync(ServedApplication served, string origin, string target = "/ip")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.Add("Origin", origin);
        return served.Client.SendAsync(request);
    }

    static Task<HttpResponseMessage> PreflightAsync(ServedApplication served, string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, "/ip");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "PUT");
        request.Headers.Add("Access-Control-Request-Headers", "x-custom");
        return served.Client.SendAsync(request);
    }

    static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? Assert.Single(values) : null;

    static void AssertNoCors(HttpResponseMessage answer) =>
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
}
