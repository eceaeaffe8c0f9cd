using System.Net;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>The options of <c>cleanroom serve</c> about origins and rates, each with its effect (must-never N151).</summary>
public sealed class ServeProtectionTests
{
    static readonly string Module = Path.Combine(SharedData.Repository, "tests", "guests", "server_web.wasm");

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

    [Theory]
    [InlineData(2, "--rate-limit-window", "60000", "60000ms")]
    [InlineData(2, "--rate-limit-window", "soon", "for example 2.5")]
    [InlineData(2, "--rate-limit", "0", "from 1 on")]
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
