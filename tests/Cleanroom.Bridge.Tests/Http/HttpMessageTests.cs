using System.Net;
using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Http;
using Cleanroom.Bridge.Tests.Support;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Http;

/// <summary>What goes into requests and comes out of responses, byte by byte (contract, functions 8).</summary>
public sealed class HttpMessageTests : IDisposable
{
    readonly BareGuest _bare = NewGuest(new ResourceLimits());

    public void Dispose() => _bare.Dispose();

    [Theory]
    [InlineData("User-Agent", "mine/1")]
    [InlineData("user-agent", "mine/1")]
    [InlineData("Accept-Encoding", "identity")]
    [InlineData("Cookie", "a=b")]
    [InlineData("Content-Type", "text/x")]
    [InlineData("Content-Language", "de")]
    [InlineData("X-Name", "Zoë")]
    public void Header_of_the_program_is_the_one_that_is_sent(string name, string value)
    {
        using var server = new RawHttpServer(_ => RawHttpServer.Response(200, "ok"));
        Assert.Equal("ok", Read(HttpFunctions.GetWithHeaders(_bare.Guest, Bytes(server.Url), Bytes($"{{\"{name}\":\"{value}\"}}"))));
        Assert.Equal(value, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Assert.Single(server.Requests).Headers[name])));
    }

    [Theory]
    [InlineData("{\"X\":\"a\",\"B\":true,\"N\":1.50,\"L\":[\"p\",2,false]}", "X=a B=true N=1.50 L=p, 2, false")]
    [InlineData("{}", "")]
    [InlineData("{\"X\":\"1\",\"X\":\"2\"}", "X=2")]
    [InlineData("{\"X\":\"\\u00e9\\ud83d\\ude00\"}", "X=é😀")]
    [InlineData("X: a: b\n\nB:c", "X=a: b B=c")]
    public void Headers_are_read_from_json_and_from_lines(string text, string expected)
    {
        using var server = new RawHttpServer(_ => RawHttpServer.Response(200, "ok"));
        Assert.Equal("ok", Read(HttpFunctions.GetWithHeaders(_bare.Guest, Bytes(server.Url), Bytes(text))));
        string[] own = ["Host", "User-Agent", "Accept-Encoding", "traceparent"];
        var sent = Assert.Single(server.Requests).Headers.Where(header => !own.Contains(header.Key, StringComparer.OrdinalIgnoreCase));
        Assert.Equal(expected, string.Join(' ', sent.Select(header => $"{header.Key}={Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(header.Value))}")));
    }

    [Theory]
    [InlineData("{\"X\":\"1\"} trailing")]
    [InlineData("{\"X\":{\"a\":1}}")]
    [InlineData("{\"X\":null}")]
    [InlineData("{\"X\":[[1]]}")]
    [InlineData("{\"X\":\"\\ud800\"}")]
    [InlineData("{\"a b\":\"1\"}")]
    [InlineData("{\"\":\"1\"}")]
    [InlineData("{\"X:\":\"1\"}")]
    [InlineData("{\"Näme\":\"1\"}")]
    [InlineData("{\"X\":\"1\\u0000\"}")]
    [InlineData("{\"X\":\"1\\nEvil: 1\"}")]
    [InlineData("{\"X\":[\"1\",\"2\\rEvil: 1\"]}")]
    [InlineData("{\"X\\r\\nEvil\":\"1\"}")]
    [InlineData("{\"Host \":\"evil\"}")]
    [InlineData("Host : evil")]
    [InlineData(" X: folded")]
    [InlineData("X: 1\rEvil: 1")]
    [InlineData("[\"X\"]")]
    [Trait("Rule", "N94")]
    public void Header_that_http_does_not_allow_fails_the_call(string headers)
    {
        using var server = new RawHttpServer(_ => RawHttpServer.Response(200, "ok"));
        Assert.Equal("", Read(HttpFunctions.PostWithHeaders(_bare.Guest, Bytes(server.Url), "b"u8, Bytes("Y: 1\n" is var first && headers[0] == ' ' ? first + headers : headers))));
        Assert.Equal(0, HttpResponseFunctions.Code(_bare.Guest));
        Assert.Empty(server.Requests);
        Assert.Contains("the headers are", Assert.Single(_bare.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Known_header_with_an_odd_value_is_sent_or_fails_but_is_no_defect_of_the_host()
    {
        string[] names =
        [
            "Accept", "Allow", "Authorization", "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Location", "Content-MD5", "Content-Range", "Content-Type", "Date",
            "Expect", "Expires", "From", "HTTP2-Settings", "If-Match", "If-Modified-Since", "If-Range", "Keep-Alive", "Last-Modified", "Max-Forwards", "Origin", "Pragma", "Proxy-Authorization",
            "Proxy-Connection", "Range", "Referer", "Sec-WebSocket-Key", "TE", "Trailer", "Upgrade", "Via", "Warning",
        ];
        using var server = new RawHttpServer(request => RawHttpServer.Response(200, $"{request.Method} {request.Body}"));
        foreach (var name in names)
            foreach (var value in new[] { "", "x, ; = \\\"", "100%", "-1", "trailers", "bytes=0-" })
            {
                var headers = Bytes($"{{\"{name}\":\"{value}\"}}");
                Assert.Equal("GET ", Read(HttpFunctions.GetWithHeaders(_bare.Guest, Bytes(server.Url), headers)));
                Assert.Equal("POST b", Read(HttpFunctions.PostWithHeaders(_bare.Guest, Bytes(server.Url), "b"u8, headers)));
            }
    }

    [Theory]
    [InlineData("a\u007fb")]
    [InlineData("a\tb")]
    [InlineData("a\r\nEvil: 1")]
    [InlineData("a\0")]
    public void User_agent_with_a_control_character_is_refused(string text)
    {
        using var server = new RawHttpServer(_ => RawHttpServer.Response(200, "ok"));
        HttpResponseFunctions.SetUserAgent(_bare.Guest, "before"u8);
        HttpResponseFunctions.SetUserAgent(_bare.Guest, Bytes(text));
        Assert.Equal("ok", Read(HttpFunctions.Get(_bare.Guest, Bytes(server.Url))));
        Assert.Equal("before", server.Requests[0].Headers["User-Agent"]);
        HttpResponseFunctions.SetUserAgent(_bare.Guest, default);
        Assert.Equal("ok", Read(HttpFunctions.Get(_bare.Guest, Bytes(server.Url))));
        Assert.StartsWith("Cleanroom/", server.Requests[1].Headers["User-Agent"], StringComparison.Ordinal);
    }

    [Fact]
    public void Response_headers_are_shown_as_they_came()
    {
        using var server = new RawHttpServer(_ => [.. Encoding.UTF8.GetBytes(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\ncontent-type: Text/Plain;charset=UTF-8\r\nCache-Control: no-store,max-age=0\r\nDate: never\r\n" +
            "Set-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\nX-Name: Zoë 😀 \"q\" <b>&\r\n\r\nok")]);
        Assert.Equal("ok", Read(HttpFunctions.Get(_bare.Guest, Bytes(server.Url))));
        Assert.Equal(
            """{"connection":"close","cache-control":"no-store,max-age=0","date":"never","set-cookie":"a=1; Path=/, b=2","x-name":"Zoë 😀 \"q\" <b>&","content-length":"2","content-type":"Text/Plain;charset=UTF-8"}""",
            Read(HttpResponseFunctions.Headers(_bare.Guest)));
        Assert.Equal("Zoë 😀 \"q\" <b>&", Read(HttpResponseFunctions.Header(_bare.Guest, "X-NAME"u8)));
        Assert.Equal("", Read(HttpResponseFunctions.Header(_bare.Guest, "x-none"u8)));
    }

    [Theory]
    [InlineData("utf-8", "c3a9", "é")]
    [InlineData("\"ISO-8859-1\"", "e9", "é")]
    [InlineData("latin1", "e9", "é")]
    [InlineData("windows-1252", "80", "€")]
    [InlineData("shift_jis", "93fa", "日")]
    [InlineData("utf-16", "fffee900", "é")]
    [InlineData("utf-16", "feff00e9", "é")]
    [InlineData("utf-16le", "e900", "é")]
    [InlineData("utf-16be", "00e9", "é")]
    [InlineData("utf-7", "2b414f6b2d", "+AOk-")]
    [InlineData("no-such-charset", "41", "A")]
    [InlineData("utf8", "c3a9", "é")]
    public void Body_of_a_declared_charset_becomes_utf8(string charset, string hex, string expected)
    {
        using var server = new RawHttpServer(_ => RawHttpServer.Response(200, Convert.FromHexString(hex), $"Content-Type: text/plain; charset={charset}"));
        Assert.Equal(expected, Read(HttpFunctions.Get(_bare.Guest, Bytes(server.Url))));
        Assert.Equal(200, HttpResponseFunctions.Code(_bare.Guest));
    }

    [Fact]
    public void Body_without_a_charset_keeps_its_bytes()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, 0xFF, 0x00, 0xC3, 0x28];
        using var server = new RawHttpServer(_ => RawHttpServer.Response(200, bytes, "Content-Type: application/octet-stream"));
        var body = HttpFunctions.Get(_bare.Guest, Bytes(server.Url));
        Assert.Equal(bytes, _bare.Guest.Memory.LengthPrefixed(body.Address).ToArray());
    }

    [Fact]
    public void Body_that_grows_over_the_limit_by_its_charset_fails()
    {
        using var small = NewGuest(new ResourceLimits { HostCallBytes = 1500 });
        using var server = new RawHttpServer(_ => RawHttpServer.Response(200, Enumerable.Repeat((byte)0x80, 1000).ToArray(), "Content-Type: text/plain; charset=windows-1252"));
        Assert.Equal("", small.Read(HttpFunctions.Get(small.Guest, Bytes(server.Url))));
        Assert.Equal(0, HttpResponseFunctions.Code(small.Guest));
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("X-GZIP", "gzip")]
    [InlineData("deflate", "deflate")]
    [InlineData("deflate", "raw")]
    [InlineData("br", "br")]
    [InlineData("br, gzip", "br,gzip")]
    [InlineData("identity", "")]
    [InlineData("gzip, identity", "gzip")]
    public void Body_is_unpacked_from_all_its_codings(string declared, string applied)
    {
        var packed = applied.Split(',', StringSplitOptions.RemoveEmptyEntries).Aggregate("héllo"u8.ToArray(), (content, coding) => ContentCoding.Encode(coding, content));
        using var server = new RawHttpServer(_ => RawHttpServer.Response(200, packed, $"Content-Encoding: {declared}"));
        Assert.Equal("héllo", Read(HttpFunctions.Get(_bare.Guest, Bytes(server.Url))));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [Trait("Rule", "N126")]
    public void Damaged_packed_body_is_a_failure_and_an_empty_one_is_empty(string coding)
    {
        byte[] body = [0xCE, 0xB2, 0xCF, 0x81, 0x62, 0x61, 0x64, 0xFF, 0xFF, 0xFF];
        using var server = new RawHttpServer(request => RawHttpServer.Response(200, request.Path == "/empty" ? [] : body, $"Content-Encoding: {coding}"));
        Assert.Equal("", Read(HttpFunctions.Get(_bare.Guest, Bytes(server.Url))));
        Assert.Equal(0, HttpResponseFunctions.Code(_bare.Guest));
        Assert.Equal("", Read(HttpFunctions.Get(_bare.Guest, Bytes(server.Url + "/empty"))));
        Assert.Equal(200, HttpResponseFunctions.Code(_bare.Guest));
        Assert.Equal("""{"connection":"close","content-length":"10","content-encoding":"X"}""".Replace("X", coding, StringComparison.Ordinal), Read(HttpFunctions.Head(_bare.Guest, Bytes(server.Url))));
    }

    [Fact]
    public void Response_larger_than_its_limit_fails()
    {
        using var server = new RawHttpServer(request => RawHttpServer.Response(200, new byte[request.Path == "/most" ? 16 << 20 : (16 << 20) + 1]));
        Assert.Equal("", Read(HttpFunctions.Get(_bare.Guest, Bytes(server.Url))));
        Assert.Contains("larger than 16777216 bytes", Assert.Single(_bare.Log.Lines), StringComparison.Ordinal);
        using var roomy = NewGuest(new ResourceLimits());
        Assert.Equal(16u << 20, roomy.Guest.Memory.ReadUInt32(HttpFunctions.Get(roomy.Guest, Bytes(server.Url + "/most")).Address));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no http\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("HTTP/1.1 999999 OK\r\n\r\n")]
    [Trait("Rule", "N126")]
    public void Broken_response_is_a_failure(string response)
    {
        using var server = new RawHttpServer(_ => Encoding.Latin1.GetBytes(response));
        Assert.Equal("", Read(HttpFunctions.Get(_bare.Guest, Bytes(server.Url))));
        Assert.Equal((0, ""), (HttpResponseFunctions.Code(_bare.Guest), Read(HttpResponseFunctions.Headers(_bare.Guest))));
        Assert.Single(_bare.Log.Lines);
    }

    [Fact]
    [Trait("Rule", "N126")]
    public void Response_with_endless_headers_is_a_failure()
    {
        using var server = new RawHttpServer(_ => Encoding.Latin1.GetBytes("HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"X-{i}: {new string('x', 40)}\r\n")) + "\r\n"));
        Assert.Equal("", Read(HttpFunctions.Get(_bare.Guest, Bytes(server.Url))));
        Assert.Equal(0, HttpResponseFunctions.Code(_bare.Guest));
    }

    [Theory]
    [InlineData("{\"a\":1,\"b\":\"x\",\"a\":2}", "a=2&b=x")]
    [InlineData("{\"a\":1} x", "{\"a\":1} x")]
    [InlineData("{\"n\":null,\"t\":true,\"f\":1.50,\"o\":{\"k\":[1, 2]}}", "n=&t=true&f=1.50&o=%7B%22k%22%3A%5B1%2C2%5D%7D")]
    [InlineData("{\"é&\":\"=+~\"}", "%C3%A9%26=%3D%2B~")]
    [InlineData("{\"a\":[]}", "")]
    [InlineData("[1]", "[1]")]
    [InlineData("\"\\ud800\"", "\"\\ud800\"")]
    [Trait("Rule", "N57")]
    public void Query_follows_the_rules_of_json(string text, string expected) => Assert.Equal(expected, Read(UrlFunctions.BuildQuery(_bare.Guest, Bytes(text))));

    static BareGuest NewGuest(ResourceLimits limits) => new(new GuestOptions
    {
        Limits = limits,
        Network = new NetworkAccess([new NetworkGrant("127.0.0.1", null)], grantsOnly: true) { Resolve = (_, _) => Task.FromResult(Array.Empty<IPAddress>()) },
    });

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    string Read(GuestString text) => _bare.Read(text);
}
