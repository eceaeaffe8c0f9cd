using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Http;
using Cleanroom.Bridge.Tests.Support;
using Cleanroom.Tests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Http;

/// <summary>The HTTP client against real servers on loopback (contract, functions 8).</summary>
public sealed class HttpFunctionsTests : IDisposable
{
    static readonly NetworkAccess Loopback = new([new NetworkGrant("127.0.0.1", null)], grantsOnly: false);

    readonly BareGuest _bare = new(options: new GuestOptions { Network = Loopback });

    public void Dispose() => _bare.Dispose();

    [Fact]
    public void Method_body_and_content_type_arrive_as_sent()
    {
        using var server = new RawHttpServer(request => RawHttpServer.Response(200, $"{request.Method} {request.Path} {request.Headers.GetValueOrDefault("Content-Type", "-")} {request.Body}"));
        var url = Bytes(server.Url + "/x?y=1");
        Assert.Equal("GET /x?y=1 - ", Text(HttpFunctions.Get(_bare.Guest, url)));
        Assert.Equal("DELETE /x?y=1 - ", Text(HttpFunctions.Delete(_bare.Guest, url)));
        Assert.Equal("POST /x?y=1 text/plain böd", Text(HttpFunctions.Post(_bare.Guest, url, "böd"u8)));
        Assert.Equal("PUT /x?y=1 text/plain b", Text(HttpFunctions.Put(_bare.Guest, url, "b"u8)));
        Assert.Equal("PATCH /x?y=1 text/plain b", Text(HttpFunctions.Patch(_bare.Guest, url, "b"u8)));
        Assert.Equal("POST /x?y=1 application/json {}", Text(HttpFunctions.PostJson(_bare.Guest, url, "{}"u8)));
        Assert.Equal("POST /x?y=1 application/x-www-form-urlencoded a=b", Text(HttpFunctions.PostForm(_bare.Guest, url, "a=b"u8)));
        Assert.Equal(200, HttpResponseFunctions.Code(_bare.Guest));
        Assert.StartsWith("Cleanroom/", server.Requests[0].Headers["User-Agent"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"X-A\":\"1\",\"X-N\":2,\"Host\":\"evil\",\"Content-Type\":\"text/x\"}")]
    [InlineData("X-A: 1\r\nX-N: 2\nHost: evil\nContent-Type: text/x")]
    public void Headers_travel_as_json_or_lines_without_those_of_the_host(string headers)
    {
        using var server = new RawHttpServer(_ => RawHttpServer.Response(200, "ok", "X-Out: a", "X-Out: b"));
        Assert.Equal("ok", Text(HttpFunctions.PostWithHeaders(_bare.Guest, Bytes(server.Url), "b"u8, Bytes(headers))));
        var sent = server.Requests[0].Headers;
        Assert.Equal(("1", "2", $"127.0.0.1:{server.Port}", "text/x"), (sent["X-A"], sent["X-N"], sent["Host"], sent["Content-Type"]));
        Assert.Equal("a, b", Text(HttpResponseFunctions.Header(_bare.Guest, "x-out"u8)));
        Assert.Contains("\"x-out\":\"a, b\"", Text(HttpResponseFunctions.Headers(_bare.Guest)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"X-A\":\"1\\r\\nX-B: 2\"}")]
    [InlineData("{\"X\\nA\":\"1\"}")]
    [InlineData("no header")]
    public void Header_with_a_line_end_fails_the_call(string headers)
    {
        using var server = new RawHttpServer(_ => RawHttpServer.Response(200, "ok"));
        Assert.Equal("", Text(HttpFunctions.GetWithHeaders(_bare.Guest, Bytes(server.Url), Bytes(headers))));
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(301, "POST", "GET", "")]
    [InlineData(302, "POST", "GET", "")]
    [InlineData(303, "POST", "GET", "")]
    [InlineData(303, "PUT", "GET", "")]
    [InlineData(301, "PUT", "PUT", "b")]
    [InlineData(307, "POST", "POST", "b")]
    [InlineData(308, "POST", "POST", "b")]
    public void Redirect_keeps_or_changes_the_method(int status, string method, string expectedMethod, string expectedBody)
    {
        using var server = new RawHttpServer(request => request.Path == "/" ? RawHttpServer.Response(status, "", "Location: /next") : RawHttpServer.Response(200, "done"));
        var url = Bytes(server.Url);
        Assert.Equal("done", Text(method == "POST" ? HttpFunctions.Post(_bare.Guest, url, "b"u8) : HttpFunctions.Put(_bare.Guest, url, "b"u8)));
        Assert.Equal((expectedMethod, "/next", expectedBody), (server.Requests[1].Method, server.Requests[1].Path, server.Requests[1].Body));
    }

    [Fact]
    [Trait("Rule", "N125")]
    public void Credentials_are_dropped_for_another_origin()
    {
        using var other = new RawHttpServer(_ => RawHttpServer.Response(200, "other"));
        using var server = new RawHttpServer(request => RawHttpServer.Response(302, "", request.Path == "/" ? "Location: /same" : $"Location: {other.Url}/"));
        Assert.Equal("other", Text(HttpFunctions.GetWithHeaders(_bare.Guest, Bytes(server.Url), "Authorization: Bearer t\nCookie: a=b\nX-Api-Key: k\nAccept: text/x"u8)));
        Assert.Equal("Bearer t", server.Requests[1].Headers["Authorization"]);
        var sent = other.Requests.Single().Headers;
        Assert.Equal("text/x", sent["Accept"]);
        foreach (var name in new[] { "Authorization", "Cookie", "X-Api-Key" }) Assert.False(sent.ContainsKey(name), name);
    }

    [Fact]
    public void Redirects_end_at_their_limit()
    {
        using var server = new RawHttpServer(_ => RawHttpServer.Response(302, "moved", "Location: /again"));
        Assert.Equal("", Text(HttpFunctions.Get(_bare.Guest, Bytes(server.Url))));
        Assert.Equal(11, server.Requests.Count);
        HttpResponseFunctions.SetMaximumRedirects(_bare.Guest, 0);
        Assert.Equal("moved", Text(HttpFunctions.Get(_bare.Guest, Bytes(server.Url))));
        Assert.Equal(302, HttpResponseFunctions.Code(_bare.Guest));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void Compressed_body_is_unpacked_and_a_bomb_is_limited(string encoding)
    {
        using var server = new RawHttpServer(request => RawHttpServer.Response(200, ContentCoding.Encode(encoding, request.Path == "/bomb" ? new byte[20 << 20] : "héllo"u8.ToArray()), $"Content-Encoding: {encoding}"));
        Assert.Equal("héllo", Text(HttpFunctions.Get(_bare.Guest, Bytes(server.Url))));
        Assert.Equal("", Text(HttpFunctions.Get(_bare.Guest, Bytes(server.Url + "/bomb"))));
        Assert.Equal(0, HttpResponseFunctions.Code(_bare.Guest));
    }

    [Fact]
    public void Other_charset_becomes_utf8()
    {
        using var server = new RawHttpServer(_ => RawHttpServer.Response(200, [0xE9], "Content-Type: text/plain; charset=iso-8859-1"));
        Assert.Equal("é", Text(HttpFunctions.Get(_bare.Guest, Bytes(server.Url))));
    }

    [Fact]
    public void Silent_server_ends_with_the_time_or_with_the_guest()
    {
        using var server = new RawHttpServer(_ => null);
        HttpResponseFunctions.SetTimeout(_bare.Guest, 100);
        Assert.Equal("", Text(HttpFunctions.Get(_bare.Guest, Bytes(server.Url))));
        HttpResponseFunctions.SetTimeout(_bare.Guest, 0);
        using var timer = new Timer(_ => _bare.Guest.Stop(), null, 100, Timeout.Infinite);
        var watch = Stopwatch.StartNew();
        Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => HttpFunctions.Get(_bare.Guest, Bytes(server.Url))).Kind);
        Assert.True(watch.Elapsed < Patience.Long);
    }

    [Fact]
    [Trait("Rule", "N126")]
    public void Failure_gives_an_empty_body_and_no_code()
    {
        Assert.Equal("", Text(HttpFunctions.Get(_bare.Guest, "http://127.0.0.1:1/"u8)));
        Assert.Equal(0, HttpResponseFunctions.Code(_bare.Guest));
        Assert.Equal("{}", Text(HttpFunctions.Head(_bare.Guest, "http://127.0.0.1:1/"u8)));
        Assert.Equal("", Text(HttpFunctions.Get(_bare.Guest, "ftp://127.0.0.1/"u8)));
        Assert.Equal("", Text(HttpFunctions.Get(_bare.Guest, "/relative"u8)));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://[64:ff9b::a00:1]/")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://[::]/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://172.16.0.1/")]
    [InlineData("http://192.168.1.1/")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://224.0.0.1/")]
    [InlineData("http://localhost/")]
    [InlineData("http://localhost./")]
    [InlineData("http://user@127.0.0.1/")]
    [Trait("Rule", "N124")]
    public void Address_that_is_not_public_is_refused(string url)
    {
        using var bare = new BareGuest();
        Assert.Equal("", Text(HttpFunctions.Get(bare.Guest, Bytes(url)), bare));
        Assert.Equal(0, HttpResponseFunctions.Code(bare.Guest));
    }

    [Fact]
    [Trait("Rule", "N124")]
    public void Redirect_to_an_address_that_is_not_granted_is_refused()
    {
        using var inside = new RawHttpServer(_ => RawHttpServer.Response(200, "secret"));
        using var server = new RawHttpServer(_ => RawHttpServer.Response(302, "", $"Location: {inside.Url}/"));
        using var bare = new BareGuest(options: new GuestOptions { Network = new NetworkAccess([new NetworkGrant("127.0.0.1", server.Port)], grantsOnly: false) });
        Assert.Equal("", Text(HttpFunctions.Get(bare.Guest, Bytes(server.Url)), bare));
        Assert.Empty(inside.Requests);
    }

    [Fact]
    [Trait("Rule", "N62")]
    public void Settings_and_response_end_with_the_event()
    {
        using var server = new RawHttpServer(_ => RawHttpServer.Response(200, "ok"));
        HttpResponseFunctions.SetUserAgent(_bare.Guest, "mine"u8);
        Assert.Equal("ok", Text(HttpFunctions.Get(_bare.Guest, Bytes(server.Url))));
        _bare.Guest.EndEvent();
        Assert.Equal(0, HttpResponseFunctions.Code(_bare.Guest));
        Assert.Equal("", Text(HttpResponseFunctions.Body(_bare.Guest)));
        Text(HttpFunctions.Get(_bare.Guest, Bytes(server.Url)));
        Assert.Equal("mine", server.Requests[0].Headers["User-Agent"]);
        Assert.NotEqual("mine", server.Requests[1].Headers["User-Agent"]);
    }

    [Fact]
    public void Cookies_are_kept_when_enabled()
    {
        using var server = new RawHttpServer(request => RawHttpServer.Response(200, request.Headers.GetValueOrDefault("Cookie", "-"), "Set-Cookie: a=1; Path=/in"));
        Assert.Equal("-", Text(HttpFunctions.Get(_bare.Guest, Bytes(server.Url + "/in"))));
        Assert.Equal("-", Text(HttpFunctions.Get(_bare.Guest, Bytes(server.Url + "/in"))));
        HttpResponseFunctions.EnableCookies(_bare.Guest, true);
        Text(HttpFunctions.Get(_bare.Guest, Bytes(server.Url + "/in")));
        Assert.Equal("a=1", Text(HttpFunctions.Get(_bare.Guest, Bytes(server.Url + "/in/x"))));
        Assert.Equal("-", Text(HttpFunctions.Get(_bare.Guest, Bytes(server.Url + "/out"))));
    }

    [Theory]
    [InlineData("hello world/é~", "hello%20world%2F%C3%A9~")]
    [Trait("Rule", "N57")]
    public void Text_is_percent_encoded(string text, string expected) => Assert.Equal(expected, Text(UrlFunctions.Encode(_bare.Guest, Bytes(text))));

    [Theory]
    [InlineData("a%20b+c%zz", "a b+c%zz")]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [Trait("Rule", "N54")]
    public void Malformed_percent_is_kept(string text, string expected) => Assert.Equal(expected, Text(UrlFunctions.Decode(_bare.Guest, Bytes(text))));

    [Theory]
    [InlineData("{\"a\":1,\"b\":\"x y\"}", "a=1&b=x+y")]
    [InlineData("{\"a\":[1,2]}", "a=1&a=2")]
    [InlineData("a=1&b=two", "a=1&b=two")]
    [Trait("Rule", "N57")]
    public void Query_is_built_from_an_object(string text, string expected) => Assert.Equal(expected, Text(UrlFunctions.BuildQuery(_bare.Guest, Bytes(text))));

    [Fact]
    public void Encoding_and_decoding_give_every_text_back()
    {
        var random = new Random(8);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            var encoded = _bare.Bytes(UrlFunctions.Encode(_bare.Guest, bytes));
            Assert.Equal(bytes, _bare.Bytes(UrlFunctions.Decode(_bare.Guest, encoded)));
        }
    }

    [Fact]
    public void Real_program_talks_to_a_server()
    {
        var module = SharedData.Require("modules", "run", "07_http.wasm");
        RawHttpServer server;
        try
        {
            server = new RawHttpServer(request => RawHttpServer.Response(200, $"{request.Method} {request.Path} {request.Headers.GetValueOrDefault("Content-Type", "-")} {request.Body}"), 18080);
        }
        catch (SocketException taken)
        {
            Assert.Skip($"port 18080, which the program uses, cannot be listened on: {taken.Message}");
            return;
        }
        using (server)
        {
            using var output = new MemoryStream();
            var options = new GuestOptions { Network = new NetworkAccess([new NetworkGrant("127.0.0.1", 18080)], grantsOnly: false), Console = new GuestConsole(null, output, Stream.Null) };
            using var guest = CleanModule.Load(File.ReadAllBytes(module)).CreateGuest(options);
            guest.RunEntryPoint();
            Assert.Equal(File.ReadAllText(Path.ChangeExtension(module, ".expected")), Encoding.UTF8.GetString(output.ToArray()));
        }
    }

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    string Text(GuestString value, BareGuest? bare = null) => (bare ?? _bare).Read(value);
}
