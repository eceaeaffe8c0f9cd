using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Pipeline;

/// <summary>Targets other than a path: a whole URL, the server, an authority; and hosts written in other ways.</summary>
public sealed class RequestTargetTests : IAsyncLifetime
{
    ServedApplication _served = null!;

    public async ValueTask InitializeAsync() => _served = await WebGuest.ServeAsync(new CleanServerOptions { AllowedHosts = ["example.org", "*.example.com", "named.example.net."] });

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    [Theory]
    [InlineData("http://example.org/ip", "other.example", 200)]
    [InlineData("http://example.org", "other.example", 404)]
    [InlineData("http://other.example/ip", "example.org", 400)]
    [InlineData("/ip", "example.org", 200)]
    [InlineData("/ip", "example.org.", 200)]
    [InlineData("/ip", "example.org.:80", 200)]
    [InlineData("/ip", "a.example.com.", 200)]
    [InlineData("/ip", "named.example.net", 200)]
    [InlineData("/ip", "example.org..", 400)]
    [InlineData("/ip", "other.example", 400)]
    public async Task Request_is_for_the_host_of_its_target_else_of_its_header(string target, string host, int status) =>
        Assert.StartsWith($"HTTP/1.1 {status} ", await _served.SendAsync($"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);

    [Fact]
    public async Task Options_of_the_server_are_its_methods()
    {
        var answer = await _served.SendAsync("OPTIONS * HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 204 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nAllow: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_is_no_proxy() =>
        Assert.StartsWith("HTTP/1.1 405 ", await _served.SendAsync("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
}
