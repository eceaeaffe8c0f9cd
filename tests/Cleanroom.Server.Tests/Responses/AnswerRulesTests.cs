using System.Net;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Responses;

/// <summary>Answers that go against each other, that HTTP does not allow, or that fail; redirects whose targets clients have a part in.</summary>
public sealed class AnswerRulesTests : IAsyncLifetime
{
    ServedApplication _served = null!;

    public async ValueTask InitializeAsync() => _served = await ServedApplication.GuestAsync(
        "server_answers", new CleanServerOptions { RequestTimeout = TimeSpan.FromSeconds(2), Guest = new GuestOptions { MemoryLimit = 128 << 20 } });

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    [Theory]
    [InlineData("/redirect", HttpStatusCode.SeeOther)]
    [InlineData("/redirect_status", HttpStatusCode.Found)]
    [Trait("Rule", "N90")]
    public async Task Redirect_stays_one_when_the_handler_goes_on(string path, HttpStatusCode status)
    {
        using var answer = await _served.Client.GetAsync(path);
        Assert.Equal((status, "/login"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Status_205_has_no_body()
    {
        using var answer = await _served.Client.GetAsync("/reset");
        Assert.Equal((HttpStatusCode.ResetContent, 0L), (answer.StatusCode, answer.Content.Headers.ContentLength));
    }

    [Fact]
    [Trait("Rule", "N93")]
    public async Task Control_characters_in_headers_are_refused_and_the_answer_is_sent()
    {
        using var answer = await _served.Client.GetAsync("/control");
        Assert.Equal("refused", await answer.Content.ReadAsStringAsync());
        Assert.Equal("1", answer.Headers.GetValues("X-First").Single());
        Assert.False(answer.Headers.Contains("X-Control"));
    }

    [Theory]
    [InlineData("/old//evil.example/x", "/%2Fevil.example/x")]
    [InlineData("/old/a/b", "/a/b")]
    [InlineData("/go/\\evil.example", "/%5Cevil.example")]
    [InlineData("/go/%2Fevil.example", "/%2Fevil.example")]
    [InlineData("/go/caf%C3%A9", "/caf%C3%A9")]
    [InlineData("/two/evil.example/", "/evil.example")]
    [InlineData("/show/7", "/item?id=7#top")]
    [InlineData("/away", "/k%C3%A4se")]
    [InlineData("/away?a=b", "/k%C3%A4se?a=b")]
    [InlineData("/port/7", "http://example.org:8080/7.html")]
    public async Task Redirect_route_encodes_what_the_client_sends(string path, string location)
    {
        var answer = await _served.SendAsync($"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 301", answer, StringComparison.Ordinal);
        Assert.Contains($"\r\nLocation: {location}\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N94")]
    public async Task Redirect_route_to_a_target_with_line_ends_is_refused()
    {
        using var answer = await _served.Client.GetAsync("/split");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("/missing")]
    [InlineData("/trap")]
    [InlineData("/long")]
    public async Task Error_handler_answers_and_has_a_time_of_its_own(string path)
    {
        using var answer = await _served.Client.GetAsync(path);
        Assert.Equal((HttpStatusCode.InternalServerError, "handled"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Content_type_of_an_empty_body_is_the_one_that_was_set()
    {
        using var answer = await _served.Client.GetAsync("/styles");
        Assert.Equal("text/css; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Error_of_the_program_is_not_kept()
    {
        using var answer = await _served.Client.GetAsync("/gone");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("/100%25", 200)]
    [InlineData("/100%", 404)]
    [InlineData("/a/1/b", 404)]
    [InlineData("/a/*/b", 200)]
    public async Task Literals_are_compared_decoded_and_only_the_last_star_is_the_rest(string path, int status)
    {
        var answer = await _served.SendAsync($"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/users")]
    [InlineData("/users/")]
    public async Task Allow_lists_the_methods_with_and_without_the_last_slash(string path)
    {
        using var answer = await _served.Client.PutAsync(path, null);
        Assert.Equal(["GET", "HEAD", "OPTIONS", "POST"], answer.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("get", 200)]
    [InlineData("post", 200)]
    [InlineData("put", 405)]
    public async Task Method_is_compared_in_upper_case(string method, int status)
    {
        var answer = await _served.SendAsync($"{method} /users HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/_health/live")]
    [InlineData("/nothing")]
    public async Task Every_answer_has_the_id_and_forbids_sniffing(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "X-Request-Id", "abc" } } };
        using var answer = await _served.Client.SendAsync(request);
        Assert.Equal(("abc", "nosniff"), (answer.Headers.GetValues("X-Request-Id").Single(), answer.Headers.GetValues("X-Content-Type-Options").Single()));
    }
}
