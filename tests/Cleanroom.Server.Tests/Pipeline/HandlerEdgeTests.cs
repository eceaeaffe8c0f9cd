using System.Net;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Pipeline;

/// <summary>Handlers at their limits: endless recursion, statuses out of range, any bytes.</summary>
public sealed class HandlerEdgeTests
{
    [Theory]
    [InlineData("/deep")]
    [InlineData("/back")]
    [Trait("Rule", "N72")]
    public async Task Endless_recursion_in_the_guest_and_through_the_host_is_a_500(string path)
    {
        var log = new LogCollector();
        await using var served = await ServedApplication.GuestAsync("server_edges", new CleanServerOptions { Guest = new GuestOptions { Logger = log } });
        for (var i = 0; i < 3; i++)
            using (var answer = await served.Client.GetAsync(path)) Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains(log.Lines, line => line.Contains("call stack exhausted", StringComparison.Ordinal));
        Assert.Equal("1", await served.Client.GetStringAsync("/status"));
    }

    [Fact]
    [Trait("Rule", "N92")]
    public async Task Every_cookie_is_sent_also_with_a_redirect()
    {
        await using var served = await ServedApplication.GuestAsync("server_edges");
        using var answer = await served.Client.GetAsync("/cookies");
        Assert.Equal((HttpStatusCode.Found, "/in"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        Assert.Equal(["a=1; Path=/; HttpOnly; SameSite=Lax", "b=2; Path=/; HttpOnly; SameSite=Lax"], answer.Headers.GetValues("Set-Cookie"));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    [Trait("Rule", "N96")]
    public async Task Status_outside_of_200_to_599_is_ignored()
    {
        await using var served = await ServedApplication.GuestAsync("server_edges");
        using var answer = await served.Client.GetAsync("/status");
        Assert.Equal((HttpStatusCode.OK, "1"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    [Trait("Rule", "N13")]
    public async Task Entry_point_runs_exactly_once()
    {
        var log = new LogCollector();
        await using var served = await ServedApplication.GuestAsync("server_edges", new CleanServerOptions { Guest = new GuestOptions { Logger = log } });
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => served.Client.GetStringAsync("/status")));
        Assert.Single(log.Lines, "program: started");
    }

    [Fact]
    [Trait("Rule", "N30")]
    public async Task Any_bytes_can_be_logged()
    {
        var log = new LogCollector();
        await using var guest = await FunctionsGuest.StartAsync(new CleanServerOptions { Guest = new GuestOptions { Logger = log, Verbose = true } });
        var target = "/fail?text=" + string.Concat(Enumerable.Repeat("%F0%9F%98", 60)) + "%00%FF%1B[31m";
        var answer = await guest.Served.SendAsync($"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 500", answer, StringComparison.Ordinal);
        Assert.Contains(log.Lines, line => line.Contains("unreachable", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Rule", "N109")]
    public async Task Details_of_health_are_for_this_machine_only()
    {
        await using var served = await ServedApplication.GuestAsync("server_edges", new CleanServerOptions { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] });
        Assert.Contains("\"guests\"", await served.Client.GetStringAsync("/_health"), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_health");
        request.Headers.Add("X-Forwarded-For", "203.0.113.5");
        using var answer = await served.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("\"status\":\"ok\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("guests", text, StringComparison.Ordinal);
        Assert.DoesNotContain("traps", text, StringComparison.Ordinal);
    }
}
