using System.Net;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Forwarding;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Forwarding;

/// <summary>Whose word about a request is taken (contract, server 3; must-never N104).</summary>
public sealed class TrustedProxyTests
{
    static readonly CleanServerOptions Trusting = new() { TrustedProxies = TrustedProxies.Parse(["loopback, 10.0.0.0/8"]) };

    [Theory]
    [InlineData("203.0.113.7", null, "203.0.113.7")]
    [InlineData("198.51.100.1, 203.0.113.7", null, "203.0.113.7")]
    [InlineData("203.0.113.7, 10.1.2.3", null, "203.0.113.7")]
    [InlineData("6.6.6.6, 203.0.113.7, 10.1.2.3, 10.9.9.9", null, "203.0.113.7")]
    [InlineData("203.0.113.7:4711", null, "203.0.113.7")]
    [InlineData("[2001:db8::1]:4711", null, "2001:db8::1")]
    [InlineData("2001:db8::1", null, "2001:db8::1")]
    [InlineData("::ffff:203.0.113.7", null, "203.0.113.7")]
    [InlineData("203.0.113.7", "198.51.100.1", "203.0.113.7")]
    [InlineData(null, "198.51.100.1", "198.51.100.1")]
    [InlineData("10.5.5.5", null, "10.5.5.5")]
    [InlineData("10.5.5.5", "198.51.100.1", "198.51.100.1")]
    [InlineData("203.0.113.7, unknown", null, "127.0.0.1")]
    [InlineData("203.0.113.7, <script>, 10.1.2.3", null, "10.1.2.3")]
    [InlineData("", "nonsense", "127.0.0.1")]
    [Trait("Rule", "N104")]
    public async Task Client_is_the_right_most_address_that_is_not_trusted(string? forwarded, string? real, string client)
    {
        await using var served = await WebGuest.ServeAsync(Trusting);
        Assert.Equal(client, await GetAsync(served, "/ip", ("X-Forwarded-For", forwarded), ("X-Real-IP", real)));
    }

    [Fact]
    public async Task Header_in_several_lines_is_one_list()
    {
        await using var served = await WebGuest.ServeAsync(Trusting);
        var answer = await served.SendAsync("GET /ip HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.7\r\nX-Forwarded-For: 10.0.0.1\r\nConnection: close\r\n\r\n");
        Assert.EndsWith("\r\n\r\n203.0.113.7", answer, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N104")]
    public async Task Headers_of_others_are_readable_and_decide_nothing()
    {
        foreach (var options in new[] { new CleanServerOptions(), new CleanServerOptions { TrustedProxies = TrustedProxies.Parse(["10.0.0.0/8"]) } })
        {
            await using var served = await WebGuest.ServeAsync(options with { SecurityHeaders = true });
            (string, string?)[] headers = [("X-Forwarded-For", "203.0.113.7"), ("X-Real-IP", "203.0.113.7"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example")];
            Assert.Equal("127.0.0.1", await GetAsync(served, "/ip", headers));
            Assert.Equal("203.0.113.7", await GetAsync(served, "/header/x-forwarded-for", headers));
            Assert.Equal(served.Address.Authority, await GetAsync(served, "/header/host", headers));
            using var answer = await SendAsync(served, "/ip", headers);
            Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
        }
    }

    [Theory]
    [InlineData("203.0.113.7", "https", "shop.example", true, "shop.example")]
    [InlineData("203.0.113.7", "http", "shop.example:8080", false, "shop.example:8080")]
    [InlineData("203.0.113.7, 10.0.0.1", "https, http", "shop.example, inner.example", true, "shop.example")]
    [InlineData("203.0.113.7", "https, http", "evil.example, shop.example", false, "shop.example")]
    [InlineData("203.0.113.7", "ftp", "shop.example/path", false, null)]
    public async Task Trusted_proxy_tells_protocol_and_host(string forwarded, string protocol, string host, bool secure, string? expectedHost)
    {
        await using var served = await WebGuest.ServeAsync(Trusting with { SecurityHeaders = true });
        (string, string?)[] headers = [("X-Forwarded-For", forwarded), ("X-Forwarded-Proto", protocol), ("X-Forwarded-Host", host)];
        using var answer = await SendAsync(served, "/header/host", headers);
        Assert.Equal(secure, answer.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal(expectedHost ?? served.Address.Authority, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Rate_limit_and_access_log_know_the_client()
    {
        var log = new LogCollector();
        var options = Trusting with { RateLimit = 1, Guest = new Bridge.GuestOptions { Logger = log } };
        await using var served = await WebGuest.ServeAsync(options);
        using var first = await SendAsync(served, "/ip", ("X-Forwarded-For", "203.0.113.7"));
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using var again = await SendAsync(served, "/ip", ("X-Forwarded-For", "6.6.6.6, 203.0.113.7"));
        Assert.Equal(HttpStatusCode.TooManyRequests, again.StatusCode);
        using var other = await SendAsync(served, "/ip", ("X-Forwarded-For", "203.0.113.8"));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Contains(log.Lines, line => line.Contains("GET /ip 200", StringComparison.Ordinal) && line.Contains("203.0.113.7", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("shop.example", 200)]
    [InlineData("SHOP.example:8080", 200)]
    [InlineData("a.wild.example", 200)]
    [InlineData("wild.example", 400)]
    [InlineData("evil.example", 400)]
    [InlineData("shop.example.evil.example", 400)]
    [InlineData("", 400)]
    public async Task Host_that_is_not_allowed_is_400(string host, int status)
    {
        await using var served = await WebGuest.ServeAsync(new CleanServerOptions { AllowedHosts = ["shop.example", "*.wild.example"] });
        var answer = await served.SendAsync($"GET /ip HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        if (status == 400) Assert.Contains("BAD_REQUEST", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("proxy.example")]
    [InlineData("10.0.0.0/33")]
    [InlineData("300.0.0.1")]
    public void What_is_no_network_is_refused(string text) =>
        Assert.Contains(text, Assert.Throws<SettingException>(() => TrustedProxies.Parse([text])).Message, StringComparison.Ordinal);

    static async Task<string> GetAsync(ServedApplication served, string target, params (string Name, string? Value)[] headers)
    {
        using var answer = await SendAsync(served, target, headers);
        return await answer.Content.ReadAsStringAsync();
    }

    static async Task<HttpResponseMessage> SendAsync(ServedApplication served, string target, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        foreach (var (name, value) in headers)
            if (value is not null) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await served.Client.SendAsync(request);
    }
}
