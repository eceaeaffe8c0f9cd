using System.Text.RegularExpressions;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Faults;

/// <summary>Requests whose end two servers could see in different places: one answer, and the connection ends (RFC 9112, 11.2).</summary>
public sealed partial class SmugglingTests : IAsyncLifetime
{
    const string Hidden = "GET /make/7 HTTP/1.1\r\nHost: x\r\n\r\n";

    ServedApplication _served = null!;

    public async ValueTask InitializeAsync() => _served = await WebGuest.ServeAsync();

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    public static TheoryData<string, string> Heads => new()
    {
        { "length and chunked", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" },
        { "chunked and length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" },
        { "two lengths", "Content-Length: 0\r\nContent-Length: 5\r\n\r\n" },
        { "two equal lengths", "Content-Length: 0\r\nContent-Length: 0\r\n\r\n" },
        { "list of lengths", "Content-Length: 0, 5\r\n\r\n" },
        { "negative length", "Content-Length: -1\r\n\r\n" },
        { "hexadecimal length", "Content-Length: 0x0\r\n\r\n" },
        { "length with a plus", "Content-Length: +0\r\n\r\n" },
        { "negative zero", "Content-Length: -0\r\n\r\n" },
        { "length with a plus after a blank", "Content-Length:  +0 \r\n\r\n" },
        { "huge length", "Content-Length: 99999999999999999999\r\n\r\n" },
        { "blank before the colon", "Content-Length : 0\r\n\r\n" },
        { "blank before the colon of chunked", "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" },
        { "unknown coding", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" },
        { "chunked and then another coding", "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" },
        { "two codings in two lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" },
        { "chunked twice", "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" },
        { "vertical tab in the coding", "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n" },
        { "chunk size that is none", "Transfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n0\r\n\r\n" },
        { "signed chunk size", "Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n" },
        { "chunk size with a prefix", "Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n" },
        { "negative chunk size", "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n" },
        { "huge chunk size", "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\nabc\r\n0\r\n\r\n" },
        { "chunk longer than its size", "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n" },
        { "bare line feed after the chunk size", "Transfer-Encoding: chunked\r\n\r\n0\n\r\n" },
        { "bare line feed in the chunk extension", "Transfer-Encoding: chunked\r\n\r\n1;a\nb\r\nx\r\n0\r\n\r\n" },
        { "folded header", "X-One: 1\r\n Content-Length: 5\r\n\r\n" },
        { "folded first header", " X-One: 1\r\n\r\n" },
        { "bare line feed after a header", "X-One: 1\nContent-Length: 0\r\n\r\n" },
        { "bare line feeds only", "X-One: 1\n\n" },
        { "bare carriage return", "X-One: 1\rContent-Length: 5\r\n\r\n" },
        { "nul in a value", "X-One: a\0b\r\n\r\n" },
        { "nul in a name", "X\0One: a\r\n\r\n" },
        { "no colon", "Content-Length 5\r\n\r\n" },
        { "empty name", ": 5\r\n\r\n" },
        { "blank in a name", "Content Length: 5\r\n\r\n" },
        { "vertical tab in a name", "Transfer-Encoding\v: chunked\r\nContent-Length: 0\r\n\r\n" },
        { "control character in a name", "Transfer-Encoding\x01: chunked\r\nContent-Length: 0\r\n\r\n" },
        { "bracket in a name", "[Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n" },
        { "quotes around a name", "\"Content-Length\": 9\r\nContent-Length: 0\r\n\r\n" },
        { "parentheses in a name", "X(y): 1\r\nContent-Length: 0\r\n\r\n" },
        { "name that is not ASCII", "X\u00E9: 1\r\nContent-Length: 0\r\n\r\n" },
        { "second host", "Host: y\r\n\r\n" },
        { "coding of an old version", "OLD Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Heads))]
    public async Task Doubtful_request_gets_one_error_and_ends_the_connection(string name, string head)
    {
        Assert.NotEmpty(name);
        var version = head.StartsWith("OLD ", StringComparison.Ordinal) ? "1.0" : "1.1";
        var keep = version == "1.0" ? "Connection: keep-alive\r\n" : "";
        using var client = await RawClient.ConnectAsync(_served);
        await client.SendAsync($"POST /echo HTTP/{version}\r\nHost: x\r\n{keep}{head.Replace("OLD ", "", StringComparison.Ordinal)}{Hidden}");
        var answer = await client.ReadToEndAsync();
        Assert.Equal(1, StatusLine().Count(answer));
        Assert.DoesNotContain("aaaaaaa", answer, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("{\"ok\":false,\"err\":{\"code\":\"BAD_REQUEST\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_whose_end_is_clear_are_answered_one_after_the_other()
    {
        using var client = await RawClient.ConnectAsync(_served);
        await client.SendAsync($"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc{Hidden}POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nxyz\r\n0\r\n\r\nGET /ip HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var answer = await client.ReadToEndAsync();
        Assert.Equal(4, StatusLine().Count(answer));
        foreach (var body in new[] { "\r\n\r\nabc", "\r\n\r\naaaaaaa", "\r\n\r\nxyz", "\r\n\r\n127.0.0.1" }) Assert.Contains(body, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET  /ip HTTP/1.1")]
    [InlineData("GET /ip")]
    [InlineData("GET /ip HTTP/3.7")]
    [InlineData("GET /ip HTTP/1.1 x")]
    [InlineData("G\0T /ip HTTP/1.1")]
    [InlineData("GET /i\tp HTTP/1.1")]
    [InlineData("GET ip HTTP/1.1")]
    [InlineData("(GET) /ip HTTP/1.1")]
    [InlineData("\u0016\u0003\u0001")]
    public async Task Request_line_that_is_none_is_refused(string line)
    {
        using var client = await RawClient.ConnectAsync(_served);
        await client.SendAsync($"{line}\r\nHost: x\r\n\r\n{Hidden}");
        var answer = await client.ReadToEndAsync();
        Assert.Equal(1, StatusLine().Count(answer));
        Assert.Matches(@"^HTTP/1\.1 (400|405|505) ", answer);
    }

    [GeneratedRegex(@"HTTP/1\.1 \d\d\d ")]
    private static partial Regex StatusLine();
}
