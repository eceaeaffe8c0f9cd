using System.Diagnostics;
using System.Net;
using System.Text;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Contract;

/// <summary>The contract's examples as tests (server 18), through real sockets.</summary>
public sealed class ExamplesTests : IAsyncLifetime
{
    ServedApplication _served = null!;

    public async ValueTask InitializeAsync() => _served = await ServedApplication.GuestAsync("server_examples", new CleanServerOptions { RequestTimeout = TimeSpan.FromSeconds(3) });

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    [Theory]
    [InlineData("/users/me", "B")]
    [InlineData("/users/42", "A id=42")]
    [InlineData("/users/a%2Fb", "A id=a/b")]
    [InlineData("/users/%zz", "A id=%zz")]
    [InlineData("/users/42/posts/", "C id=42")]
    [InlineData("/team/me", "E x=team")]
    [InlineData("/files/a/b.txt", "D *=a/b.txt")]
    [InlineData("/files/", "D *=")]
    [InlineData("/opt/1", "G a=1 b=")]
    [InlineData("/opt/1/2", "G a=1 b=2")]
    [InlineData("/users/s%C3%BC%C3%9F", "A id=süß")]
    [Trait("Rule", "N78")]
    [Trait("Rule", "N79")]
    [Trait("Rule", "N83")]
    public async Task Route_gets_its_own_parameters(string target, string expected) => Assert.StartsWith("HTTP/1.1 200", await GetRawAsync(target, expected), StringComparison.Ordinal);

    [Theory]
    [InlineData("PUT", "/users", 405, "OPTIONS, POST")]
    [InlineData("DELETE", "/users/42", 405, "GET, HEAD, OPTIONS")]
    [InlineData("OPTIONS", "/users", 204, "OPTIONS, POST")]
    [Trait("Rule", "N81")]
    public async Task Other_method_is_405_with_allow(string method, string target, int status, string allow)
    {
        using var answer = await _served.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), target));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(allow, string.Join(", ", answer.Content.Headers.Allow));
    }

    [Theory]
    [InlineData("/nothing?x=%E0%A4%A", 404)]
    [InlineData("/Users/Me", 404)]
    [InlineData("/a/../users/me", 400)]
    [InlineData("/%2e%2e/x", 400)]
    [InlineData("/missing", 500)]
    [Trait("Rule", "N66")]
    public async Task Odd_target_gets_an_error_envelope(string target, int status)
    {
        var answer = await _served.SendAsync($"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("{\"ok\":false,\"err\":{\"code\":\"", answer, StringComparison.Ordinal);
        Assert.Contains("Cache-Control: no-store", answer, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N82")]
    public async Task Head_runs_the_get_route_without_its_body()
    {
        var answer = await _served.SendAsync("HEAD /users/42 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 7\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirect_route_keeps_the_query()
    {
        using var answer = await _served.Client.GetAsync("/static/old?q=1");
        Assert.Equal(301, (int)answer.StatusCode);
        Assert.Equal("/users/me?q=1", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("json", 200, "application/json", "{\"a\":1}")]
    [InlineData("html", 200, "text/html; charset=utf-8", "<!doctype html><p>x")]
    [InlineData("h1", 200, "text/plain; charset=utf-8", "<h1>")]
    [InlineData("text", 200, "text/plain; charset=utf-8", "hello")]
    [InlineData("null", 200, null, "")]
    [InlineData("status", 201, "text/plain; charset=utf-8", "x")]
    [InlineData("respond", 404, "text/plain; charset=utf-8", "no")]
    [InlineData("resjson", 200, "application/json", "{}")]
    [InlineData("precedence", 200, "text/plain; charset=utf-8", "a")]
    [Trait("Rule", "N87")]
    [Trait("Rule", "N88")]
    [Trait("Rule", "N89")]
    public async Task Response_is_what_the_guest_set(string route, int status, string? contentType, string body)
    {
        using var answer = await _served.Client.GetAsync("/r/" + route);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(contentType, answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(body, await answer.Content.ReadAsStringAsync());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("redirect999", 302)]
    [InlineData("redirect308", 308)]
    [Trait("Rule", "N90")]
    [Trait("Rule", "N91")]
    public async Task Redirect_is_sent(string route, int status)
    {
        using var answer = await _served.Client.GetAsync("/r/" + route);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("/in", answer.Headers.Location!.OriginalString);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    [Trait("Rule", "N93")]
    [Trait("Rule", "N94")]
    public async Task Header_with_a_line_end_is_refused_and_the_response_sent()
    {
        using var answer = await _served.Client.GetAsync("/r/header");
        Assert.Equal("refused", await answer.Content.ReadAsStringAsync());
        Assert.Equal("yes", answer.Headers.GetValues("X-Ok").Single());
        Assert.False(answer.Headers.Contains("X-A"));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("wild")]
    [InlineData("trap")]
    [Trait("Rule", "N75")]
    [Trait("Rule", "N76")]
    public async Task Failure_is_a_fixed_text(string route)
    {
        using var answer = await _served.Client.GetAsync("/r/" + route);
        Assert.Equal(500, (int)answer.StatusCode);
        var id = answer.Headers.GetValues("X-Request-Id").Single();
        Assert.Equal($"{{\"ok\":false,\"err\":{{\"code\":\"INTERNAL_ERROR\",\"message\":\"internal error\"}},\"request_id\":\"{id}\"}}", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    [Trait("Rule", "N58")]
    [Trait("Rule", "N60")]
    public async Task Every_request_begins_in_the_state_after_the_entry_point()
    {
        foreach (var route in new[] { "counter", "remember" })
            for (var i = 0; i < 50; i++) Assert.Equal("1", await _served.Client.GetStringAsync("/r/" + route));
    }

    [Fact]
    [Trait("Rule", "N68")]
    public async Task Request_after_a_trap_is_answered()
    {
        using (await _served.Client.GetAsync("/r/trap")) Assert.Equal("1", await _served.Client.GetStringAsync("/r/counter"));
    }

    [Fact]
    [Trait("Rule", "N64")]
    public async Task Looping_requests_end_with_504_and_others_are_answered_meanwhile()
    {
        var looping = Enumerable.Range(0, 12).Select(_ => _served.Client.GetAsync("/r/loop")).ToArray();
        Assert.True(SpinWait.SpinUntil(() => _served.Application.GuestStates.Busy > 0, Patience.Long));
        Assert.Equal("hello", await _served.Client.GetStringAsync("/r/text"));
        foreach (var answer in await Task.WhenAll(looping)) Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Equal("hello", await _served.Client.GetStringAsync("/r/text"));
    }

    [Fact]
    [Trait("Rule", "N65")]
    public async Task Sleeping_request_ends_with_its_deadline()
    {
        using var answer = await _served.Client.GetAsync("/r/sleep");
        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
    }

    [Fact]
    [Trait("Rule", "N84")]
    [Trait("Rule", "N86")]
    public async Task Body_is_byte_identical_to_the_wire()
    {
        byte[] bytes = [0, 0xFF, 0xFE, .. "{\"a\": 1.0}"u8, 0xC3];
        using var answer = await _served.Client.PostAsync("/r/echo", new ByteArrayContent(bytes));
        Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Chunked_body_is_read_whole()
    {
        var answer = await _served.SendAsync("POST /r/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
        Assert.EndsWith("\r\n\r\nabcdefg", answer, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N97")]
    public async Task Body_over_the_limit_is_413()
    {
        await using var small = await ServedApplication.GuestAsync("server_examples", new CleanServerOptions { BodyLimit = 1000 });
        using var answer = await small.Client.PostAsync("/r/echo", new ByteArrayContent(new byte[1001]));
        Assert.Equal(413, (int)answer.StatusCode);
        var chunked = await small.SendAsync("POST /r/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5dc\r\n" + new string('x', 1500) + "\r\n0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413", chunked, StringComparison.Ordinal);
        using var fits = await small.Client.PostAsync("/r/echo", new ByteArrayContent(new byte[1000]));
        Assert.Equal(1000, (await fits.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task Registration_outside_of_the_entry_point_fails()
    {
        Assert.Equal("-1", await _served.Client.GetStringAsync("/r/late"));
        using var answer = await _served.Client.GetAsync("/new");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Request_id_of_the_client_is_echoed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/r/text");
        request.Headers.Add("X-Request-Id", "abc-123");
        using var answer = await _served.Client.SendAsync(request);
        Assert.Equal("abc-123", answer.Headers.GetValues("X-Request-Id").Single());
    }

    [Fact]
    public async Task Protected_route_is_closed_to_who_is_not_signed_in()
    {
        await using var served = await ServedApplication.StartAsync(Cleanroom.Tests.SharedData.Require("modules", "server", "12_server.wasm"));
        using var answer = await served.Client.GetAsync("/admin");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("AUTH_ERROR", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/_health/live", "^{\"status\":\"ok\"}$")]
    [InlineData("/_health/ready", "^{\"status\":\"ready\",\"routes\":\\d\\d}$")]
    [InlineData("/_health", "^{\"status\":\"ok\",\"version\":\"[^\"]+\",\"module\":\"[0-9a-f]{64}\",\"compiler\":\"[^\"]+\",\"uptime_s\":\\d+,\"guests\":{\"idle\":\\d+,\"busy\":0},\"last_traps\":\\[\\]}$")]
    [InlineData("/health", "^{\"status\":\"ok\"")]
    [Trait("Rule", "N152")]
    public async Task Health_is_answered_without_a_guest(string path, string pattern)
    {
        using var answer = await _served.Client.GetAsync(path);
        Assert.Matches(pattern, await answer.Content.ReadAsStringAsync());
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    [Trait("Rule", "N80")]
    public async Task Matching_a_long_path_is_linear()
    {
        // Backtracking over so many segments would not end.
        for (var i = 0; i < 50; i++) await _served.SendAsync($"GET /{string.Join('/', Enumerable.Repeat("a", 1500))} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").WaitAsync(Patience.Long);
    }

    async Task<string> GetRawAsync(string target, string expectedBody)
    {
        var answer = await _served.SendAsync($"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.EndsWith("\r\n\r\n" + Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(expectedBody)), answer, StringComparison.Ordinal);
        return answer;
    }
}
