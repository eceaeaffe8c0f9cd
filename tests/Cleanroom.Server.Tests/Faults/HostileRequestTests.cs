using System.Net.Sockets;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Faults;

/// <summary>Requests made to break something: each gets an answer, and the next one too (contract, server 1).</summary>
public sealed class HostileRequestTests : IAsyncLifetime
{
    ServedApplication _served = null!;

    public async ValueTask InitializeAsync() => _served = await WebGuest.ServeAsync(new CleanServerOptions { BodyLimit = 1 << 20 });

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    [Theory]
    [InlineData("/make/%", 200)]
    [InlineData("/make/%z", 200)]
    [InlineData("/make/1?type=%&name=%zz&value=%E0%A4%A", 200)]
    [InlineData("/make/1?=&&==&%=%", 200)]
    [InlineData("/header/%ff%fe", 200)]
    [InlineData("/header/%00", 400)]
    [InlineData("/%", 404)]
    [InlineData("/%%%", 404)]
    [InlineData("/%c0%80", 404)]
    [InlineData("/ip?%", 200)]
    [InlineData("/ip?%00=%0d%0a", 200)]
    [InlineData("/ip/", 200)]
    [InlineData("//ip", 404)]
    [InlineData("/ip#fragment", 404)]
    [InlineData("http://x/ip", 200)]
    [InlineData("http://x", 404)]
    [InlineData("http://x?a", 404)]
    [Trait("Rule", "N66")]
    public async Task Bad_escapes_get_an_answer(string target, int status)
    {
        Assert.StartsWith($"HTTP/1.1 {status} ", await _served.SendAsync($"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", await _served.Client.GetStringAsync("/ip"));
    }

    [Theory]
    [InlineData("name=X-One&value=a%0d%0aSet-Cookie:%20evil=1")]
    [InlineData("name=X-One&value=a%0aSet-Cookie:%20evil=1")]
    [InlineData("name=X-One&value=a%0dSet-Cookie:%20evil=1")]
    [InlineData("name=X-One&value=a%00Set-Cookie:%20evil=1")]
    [InlineData("name=X-One%0d%0aSet-Cookie:%20evil=1&value=a")]
    [InlineData("name=Set-Cookie%3a%20evil=1&value=a")]
    [InlineData("name=Content-Length&value=0%0d%0a%0d%0aHTTP/1.1%20200%20OK")]
    [InlineData("name=Transfer-Encoding&value=chunked")]
    [InlineData("type=text/plain%0d%0aSet-Cookie:%20evil=1")]
    [Trait("Rule", "N94")]
    public async Task Nothing_that_a_program_copies_makes_a_header_of_its_own(string query)
    {
        var answer = await _served.SendAsync($"GET /make/3?{query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\naaa", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 3\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nSet-Cookie", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\nSet-Cookie", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("chunked", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Id_of_the_client_is_not_copied_when_it_could_break_a_line()
    {
        var answer = await _served.SendAsync("GET /ip HTTP/1.1\r\nHost: x\r\nX-Request-Id: a b\tc\r\nConnection: close\r\n\r\n");
        Assert.Matches("\r\nX-Request-Id: [0-9a-f]{16}\r\n", answer);
    }

    [Theory]
    [InlineData(9_000, 1, 414)]
    [InlineData(100, 40_000, 431)]
    public async Task Long_lines_are_refused(int target, int header, int status)
    {
        var answer = await _served.SendAsync($"GET /{new string('a', target)} HTTP/1.1\r\nHost: x\r\nX-Long: {new string('a', header)}\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_headers_are_refused() =>
        Assert.StartsWith("HTTP/1.1 431 ", await _served.SendAsync($"GET /ip HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 101).Select(i => $"X-{i}: 1\r\n"))}\r\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Rule", "N97")]
    public async Task Body_of_100_MB_is_413_before_it_was_sent(bool chunked)
    {
        const int size = 100 << 20;
        var piece = new byte[1 << 16];
        using var client = await RawClient.ConnectAsync(_served);
        await client.SendAsync($"POST /echo HTTP/1.1\r\nHost: x\r\n{(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {size}")}\r\n\r\n");
        var answer = client.ReadToEndAsync();
        var sent = 0L;
        try
        {
            while (sent < size)
            {
                if (chunked) await client.SendAsync($"{piece.Length:x}\r\n");
                await client.SendAsync(piece);
                if (chunked) await client.SendAsync("\r\n");
                sent += piece.Length;
            }
        }
        catch (SocketException)
        {
            // The server does not listen any more.
        }
        Assert.StartsWith("HTTP/1.1 413 ", await answer, StringComparison.Ordinal);
        // What the systems at both ends keep counts too.
        Assert.InRange(sent, 0, size / 2);
        Assert.Equal("127.0.0.1", await _served.Client.GetStringAsync("/ip"));
    }

    [Fact]
    public async Task Header_limit_is_an_option()
    {
        var header = $"X-Long: {new string('a', 3000)}\r\n";
        Assert.StartsWith("HTTP/1.1 200 ", await _served.SendAsync($"GET /ip HTTP/1.1\r\nHost: x\r\n{header}Connection: close\r\n\r\n"), StringComparison.Ordinal);
        await using var small = await WebGuest.ServeAsync(new CleanServerOptions { MaxHeaderBytes = 2000 });
        Assert.StartsWith("HTTP/1.1 431 ", await small.SendAsync($"GET /ip HTTP/1.1\r\nHost: x\r\n{header}Connection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_beyond_the_limit_is_closed()
    {
        await using var served = await WebGuest.ServeAsync(new CleanServerOptions { MaxConnections = 1 });
        using var first = await RawClient.ConnectAsync(served);
        await first.SendAsync("GET /ip HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Equal("", await ReadFromNewConnectionAsync(served));
        await first.SendAsync("GET /ip HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.Contains("127.0.0.1", await first.ReadToEndAsync(), StringComparison.Ordinal);
    }

    static async Task<string> ReadFromNewConnectionAsync(ServedApplication served)
    {
        try
        {
            using var client = await RawClient.ConnectAsync(served);
            return await client.ReadToEndAsync();
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Closed before the client noticed that it was connected.
            return "";
        }
    }
}
