using System.Net;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>The options of <c>cleanroom serve</c> about origins, rates, proxies and headers, each with its effect (must-never N151).</summary>
public sealed class ServeProtectionTests
{
    static readonly string Module = TestGuests.PathOf("server_web");

    [Fact]
    public async Task Cors_origin_and_rate_limit_have_their_effect()
    {
        using var served = await ServedTool.StartAsync(Module, "-q", "--cors-origin", "https://a.example,https://b.example", "--rate-limit", "2", "--rate-limit-window", "7200s");
        foreach (var origin in new[] { "https://a.example", "https://b.example" })
        {
            using var answer = await GetAsync(served, origin);
            Assert.Equal(origin, answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        }
        using var third = await GetAsync(served, "https://a.example");
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.InRange(int.Parse(third.Headers.GetValues("Retry-After").Single()), 7000, 7200);
    }

    [Fact]
    public async Task No_cors_wins_over_the_list()
    {
        using var served = await ServedTool.StartAsync(Module, "-q", "--cors-origin", "*", "--no-cors");
        using var answer = await GetAsync(served, "https://a.example");
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Trust_proxy_believes_the_proxy_and_allow_host_refuses_others()
    {
        using var served = await ServedTool.StartAsync(Module, "-q", "--trust-proxy", "loopback", "--allow-host", "shop.example");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ip");
        request.Headers.Host = "shop.example";
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        using var answer = await served.Client.SendAsync(request);
        Assert.Equal("203.0.113.7", await answer.Content.ReadAsStringAsync());
        using var other = await served.Client.GetAsync("/ip");
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
    }

    [Theory]
    [InlineData(null, "br", null)]
    [InlineData("--no-compression", null, null)]
    [InlineData("--security-headers", "br", "DENY")]
    public async Task Compression_and_security_headers_are_switches(string? option, string? encoding, string? frames)
    {
        using var served = await ServedTool.StartAsync(Module, option is null ? ["-q"] : ["-q", option]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/make/5000");
        request.Headers.Add("Accept-Encoding", "br");
        using var answer = await served.Client.SendAsync(request);
        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal(frames, answer.Headers.TryGetValues("X-Frame-Options", out var values) ? values.Single() : null);
    }

    [Theory]
    [InlineData(2, "--trust-proxy", "proxy.example", "10.0.0.0/8")]
    [InlineData(2, "--rate-limit-window", "60000", "60000ms")]
    [InlineData(2, "--rate-limit-window", "soon", "for example 2.5")]
    [InlineData(2, "--rate-limit", "0", "at least 1")]
    [InlineData(2, "--cors-origin", "example.org", "https://example.org:8443")]
    public void Value_that_cannot_be_used_is_refused_with_an_example(int code, string option, string value, string example)
    {
        var result = Tool.Run("serve", Module, "-q", "--port", "0", option, value);
        Assert.Equal(code, result.ExitCode);
        Assert.Contains(option, result.Error, StringComparison.Ordinal);
        Assert.Contains(example, result.Error, StringComparison.Ordinal);
    }

    static async Task<HttpResponseMessage> GetAsync(ServedTool served, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ip");
        request.Headers.Add("Origin", origin);
        return await served.Client.SendAsync(request);
    }
}
