using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Http;
using Cleanroom.Bridge.Tests.Support;

namespace Cleanroom.Bridge.Tests.Http;

/// <summary>Which servers a guest reaches: the address that is connected to decides, for every connection (must-never N124).</summary>
public sealed class HttpAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:1/", "--net 127.0.0.1:1")]
    [InlineData("http://2130706433/", "--net 127.0.0.1:80")]
    [InlineData("http://0x7f000001/", "--net 127.0.0.1:80")]
    [InlineData("http://0177.0.0.01/", "--net 127.0.0.1:80")]
    [InlineData("http://127.1/", "--net 127.0.0.1:80")]
    [InlineData("http://[::1]/", "--net [::1]:80")]
    [InlineData("http://[::ffff:10.0.0.1]/", "--net [::ffff:10.0.0.1]:80")]
    [InlineData("https://169.254.169.254/latest/meta-data", "--net 169.254.169.254:443")]
    [InlineData("http://0.0.0.0:8000/", "--net 0.0.0.0:8000")]
    [InlineData("http://inside.test/", "--net inside.test:80")]
    [InlineData("http://INSIDE.test./", "--net inside.test:80")]
    [InlineData("http://ｉｎｓｉｄｅ.test/", "--net xn--pi7cckay4a.test:80")]
    [InlineData("http://bücher.test/", "--net xn--bcher-kva.test:80")]
    [Trait("Rule", "N124")]
    public void Refusal_names_the_option_that_grants(string url, string option)
    {
        using var bare = Guest([], _ => [IPAddress.Parse("10.0.0.1")]);
        Assert.Equal("", bare.Read(HttpFunctions.Get(bare.Guest, Bytes(url))));
        Assert.Equal(0, HttpResponseFunctions.Code(bare.Guest));
        Assert.Contains($" {option} would grant it.", Assert.Single(bare.Log.Lines), StringComparison.Ordinal);
        // What the line says is true.
        var uri = new Uri(url);
        using var access = new NetworkAccess([NetworkGrant.Parse(option["--net ".Length..])!], grantsOnly: true);
        Assert.True(access.Allows(uri.IdnHost, uri.Port, IPAddress.Parse("10.0.0.1")));
    }

    [Theory]
    [InlineData("http://user@127.0.0.1/")]
    [InlineData("http://user:secret@public.test/")]
    [InlineData("ftp://public.test/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/relative")]
    [InlineData("//public.test/")]
    [InlineData("public.test")]
    [InlineData("")]
    [InlineData("http://")]
    [InlineData("http:///path")]
    [InlineData("gopher://public.test/")]
    [Trait("Rule", "N124")]
    public void Url_that_is_no_plain_http_url_is_refused_before_any_name_is_looked_up(string url)
    {
        using var bare = Guest([], host => throw new InvalidOperationException($"{host} was looked up"));
        Assert.Equal("", bare.Read(HttpFunctions.Get(bare.Guest, Bytes(url))));
        var line = Assert.Single(bare.Log.Lines);
        Assert.StartsWith("http_get failed: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N124")]
    public void Of_several_addresses_only_public_and_granted_ones_are_connected_to()
    {
        using var server = new RawHttpServer(_ => RawHttpServer.Response(200, "inside"));
        using var refused = Guest([], _ => [IPAddress.Parse("10.0.0.1"), IPAddress.Loopback, IPAddress.Parse("fd00::1")]);
        Assert.Equal("", refused.Read(HttpFunctions.Get(refused.Guest, Bytes($"http://name.test:{server.Port}/"))));
        Assert.Empty(server.Requests);
        using var granted = Guest([new NetworkGrant("127.0.0.1", server.Port)], _ => [IPAddress.Parse("10.0.0.1"), IPAddress.Loopback]);
        Assert.Equal("inside", granted.Read(HttpFunctions.Get(granted.Guest, Bytes($"http://name.test:{server.Port}/"))));
    }

    [Fact]
    [Trait("Rule", "N124")]
    public void Name_that_changes_its_address_is_checked_again()
    {
        using var server = new RawHttpServer(_ => RawHttpServer.Response(200, "first"));
        var answers = new Queue<IPAddress>([IPAddress.Loopback, IPAddress.Parse("127.0.0.2")]);
        using var bare = Guest([new NetworkGrant("127.0.0.1", null)], _ => [answers.Dequeue()]);
        Assert.Equal("first", bare.Read(HttpFunctions.Get(bare.Guest, Bytes($"http://name.test:{server.Port}/"))));
        Assert.Equal("", bare.Read(HttpFunctions.Get(bare.Guest, Bytes($"http://name.test:{server.Port}/"))));
        Assert.Single(server.Requests);
        Assert.Empty(answers);
    }

    [Theory]
    [InlineData("http://127.0.0.2:PORT/")]
    [InlineData("http://localhost:PORT/")]
    [InlineData("http://[::1]:PORT/")]
    [InlineData("//localhost:PORT/")]
    [InlineData("http://inside.test:PORT/")]
    [Trait("Rule", "N124")]
    public void Redirect_is_checked_like_a_request(string location)
    {
        RawHttpServer? server = null;
        using var _ = server = new RawHttpServer(request => RawHttpServer.Response(302, "", "Location: " + location.Replace("PORT", $"{server!.Port}", StringComparison.Ordinal)));
        using var bare = Guest([new NetworkGrant("127.0.0.1", server.Port)], host => [IPAddress.Parse(host == "localhost" ? "127.0.0.1" : "10.0.0.1")]);
        var isGranted = location.Contains("localhost", StringComparison.Ordinal);
        Assert.Equal("", bare.Read(HttpFunctions.Get(bare.Guest, Bytes(server.Url))));
        // localhost is the granted address by another name: it redirects to itself until the limit.
        Assert.Equal(isGranted ? 11 : 1, server.Requests.Count);
        Assert.Matches(isGranted ? "more than 10 redirects" : "--net [^ ]+ would grant it", bare.Log.Lines.Last());
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("http://user:secret@127.0.0.1/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://[bad/")]
    [InlineData("")]
    public void Redirect_that_is_not_followed_is_the_answer(string location)
    {
        using var server = new RawHttpServer(_ => RawHttpServer.Response(302, "moved", "Location: " + location));
        using var bare = Guest([new NetworkGrant("127.0.0.1", server.Port)]);
        Assert.Equal("moved", bare.Read(HttpFunctions.Get(bare.Guest, Bytes(server.Url))));
        Assert.Equal(302, HttpResponseFunctions.Code(bare.Guest));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("https://a.test/x", "http://a.test/y", null)]
    [InlineData("http://a.test/x", "https://a.test/y", "https://a.test/y")]
    [InlineData("https://a.test/x", "/y?z", "https://a.test/y?z")]
    [InlineData("http://a.test/x", "//b.test/y", "http://b.test/y")]
    public void Redirect_never_leads_from_https_to_http(string from, string location, string? expected)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.Found);
        response.Headers.TryAddWithoutValidation("Location", location);
        Assert.Equal(expected, HttpRedirect.Next(response, new Uri(from))?.AbsoluteUri);
    }

    [Fact]
    [Trait("Rule", "N124")]
    public void Connection_that_another_grant_opened_is_not_used()
    {
        using var server = new RawHttpServer(_ => RawHttpServer.KeptOpen(200, "ok"));
        using var granted = Guest([new NetworkGrant("127.0.0.1", server.Port)]);
        Assert.Equal("ok", granted.Read(HttpFunctions.Get(granted.Guest, Bytes(server.Url))));
        using var closed = Guest([]);
        Assert.Equal("", closed.Read(HttpFunctions.Get(closed.Guest, Bytes(server.Url))));
        Assert.Single(server.Requests);
    }

    [Fact]
    public void Without_the_network_no_name_is_looked_up_that_is_not_granted()
    {
        using var server = new RawHttpServer(_ => RawHttpServer.Response(200, "ok"));
        var asked = new List<string>();
        NetworkGrant[] grants = [new("127.0.0.1", server.Port), new("granted.test", null)];
        using var bare = new BareGuest(new GuestOptions
        {
            Network = new NetworkAccess(grants, grantsOnly: true)
            {
                Resolve = (host, _) =>
                {
                    asked.Add(host);
                    return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
                },
            },
        });
        Assert.Equal("", bare.Read(HttpFunctions.Get(bare.Guest, Bytes($"http://secret-in-a-name.test:{server.Port}/"))));
        Assert.Contains($" --net secret-in-a-name.test:{server.Port} would grant it.", Assert.Single(bare.Log.Lines), StringComparison.Ordinal);
        Assert.Equal("ok", bare.Read(HttpFunctions.Get(bare.Guest, Bytes($"http://granted.test:{server.Port}/"))));
        Assert.Equal("ok", bare.Read(HttpFunctions.Get(bare.Guest, Bytes(server.Url))));
        Assert.Equal(["granted.test"], asked);
    }

    [Fact]
    public void Log_line_holds_no_control_characters_of_a_server()
    {
        using var server = new RawHttpServer(_ => Encoding.Latin1.GetBytes("HTTP/1.1 200 \u001b[31mred\r\nBad\u001b]0;title\u0007 header\r\n\r\n"));
        using var bare = Guest([new NetworkGrant("127.0.0.1", server.Port)]);
        Assert.Equal("", bare.Read(HttpFunctions.Get(bare.Guest, Bytes(server.Url))));
        Assert.DoesNotMatch(new Regex("\\p{Cc}"), Assert.Single(bare.Log.Lines));
    }

    static BareGuest Guest(NetworkGrant[] grants, Func<string, IPAddress[]>? resolve = null) => new(new GuestOptions
    {
        Network = new NetworkAccess(grants, grantsOnly: false) { Resolve = (host, _) => Task.FromResult((resolve ?? (name => throw new InvalidOperationException($"{name} was looked up")))(host)) },
    });

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
