using System.Net;
using System.Text;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Http;
using Cleanroom.Bridge.Tests.Support;

namespace Cleanroom.Bridge.Tests.Http;

/// <summary>Which cookies go where (RFC 6265; must-never N125). Every name leads to one server on loopback.</summary>
public sealed class HttpCookieTests : IDisposable
{
    readonly RawHttpServer _server;
    readonly BareGuest _bare;
    string _setCookie = "";

    public HttpCookieTests()
    {
        _server = new RawHttpServer(request => request.Path.EndsWith("/set", StringComparison.Ordinal)
            ? RawHttpServer.Response(200, "", [.. _setCookie.Split('|').Select(cookie => "Set-Cookie: " + cookie)])
            : RawHttpServer.Response(200, request.Headers.GetValueOrDefault("Cookie", "-")));
        NetworkGrant[] grants = [.. new[] { "shop.test", "www.shop.test", "evil.test", "notshop.test" }.Select(name => new NetworkGrant(name, _server.Port))];
        _bare = new BareGuest(new GuestOptions { Network = new NetworkAccess(grants, grantsOnly: true) { Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]) } });
        HttpResponseFunctions.EnableCookies(_bare.Guest, true);
    }

    public void Dispose()
    {
        _bare.Dispose();
        _server.Dispose();
    }

    [Theory]
    [InlineData("a=1", "www.shop.test/set", "www.shop.test/", "a=1")]
    [InlineData("a=1", "www.shop.test/set", "shop.test/", "-")]
    [InlineData("a=1", "shop.test/set", "www.shop.test/", "-")]
    [InlineData("a=1; Domain=shop.test", "www.shop.test/set", "shop.test/", "a=1")]
    [InlineData("a=1; Domain=.shop.test", "shop.test/set", "www.shop.test/", "a=1")]
    [InlineData("a=1; Domain=shop.test", "shop.test/set", "notshop.test/", "-")]
    [InlineData("a=1; Domain=evil.test", "shop.test/set", "evil.test/", "-")]
    [InlineData("a=1; Domain=www.shop.test", "shop.test/set", "www.shop.test/", "-")]
    [InlineData("a=1; Domain=test", "shop.test/set", "evil.test/", "-")]
    [InlineData("a=1; Path=/in", "shop.test/set", "shop.test/in/x", "a=1")]
    [InlineData("a=1; Path=/in", "shop.test/set", "shop.test/in", "a=1")]
    [InlineData("a=1; Path=/in", "shop.test/set", "shop.test/inside", "-")]
    [InlineData("a=1; Path=/in", "shop.test/set", "shop.test/", "-")]
    [InlineData("a=1", "shop.test/deep/set", "shop.test/deep/x", "a=1")]
    [InlineData("a=1", "shop.test/deep/set", "shop.test/other", "-")]
    [InlineData("a=1; Secure", "shop.test/set", "shop.test/", "-")]
    [InlineData("a=1; HttpOnly; SameSite=Lax", "shop.test/set", "shop.test/", "a=1")]
    [InlineData("a=1; Max-Age=0", "shop.test/set", "shop.test/", "-")]
    [InlineData("a=1; Max-Age=-5", "shop.test/set", "shop.test/", "-")]
    [InlineData("a=1; Max-Age=60", "shop.test/set", "shop.test/", "a=1")]
    [InlineData("a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT", "shop.test/set", "shop.test/", "-")]
    [InlineData("a=1; Expires=Wed, 21 Oct 2099 07:28:00 GMT", "shop.test/set", "shop.test/", "a=1")]
    [InlineData("a=1; Max-Age=60; Expires=Wed, 21 Oct 2015 07:28:00 GMT", "shop.test/set", "shop.test/", "a=1")]
    [InlineData("a=1|b=2", "shop.test/set", "shop.test/", "a=1; b=2")]
    [InlineData("a=1|a=2", "shop.test/set", "shop.test/", "a=2")]
    [InlineData("a=1|a=; Max-Age=0", "shop.test/set", "shop.test/", "-")]
    [InlineData("a=x,y", "shop.test/set", "shop.test/", "a=x,y")]
    [InlineData("a=x, b=2", "shop.test/set", "shop.test/", "a=x, b=2")]
    [InlineData("a=x=y==", "shop.test/set", "shop.test/", "a=x=y==")]
    [InlineData("a=\"q r\"", "shop.test/set", "shop.test/", "a=\"q r\"")]
    [InlineData("{\"j\":1}=1", "shop.test/set", "shop.test/", "{\"j\":1}=1")]
    [InlineData("=1", "shop.test/set", "shop.test/", "-")]
    [InlineData("novalue", "shop.test/set", "shop.test/", "-")]
    [InlineData("", "shop.test/set", "shop.test/", "-")]
    [Trait("Rule", "N125")]
    public void Cookie_goes_only_where_it_belongs(string cookie, string setBy, string asked, string expected)
    {
        _setCookie = cookie;
        Get(setBy);
        Assert.Equal(expected, Get(asked));
    }

    [Fact]
    public void Longer_paths_come_first()
    {
        _setCookie = "a=1; Path=/|b=2; Path=/x/y|c=3; Path=/x";
        Get("shop.test/set");
        Assert.Equal("b=2; c=3; a=1", Get("shop.test/x/y/z"));
    }

    [Fact]
    public void Jar_is_bounded()
    {
        for (var round = 0; round < 20; round++)
        {
            _setCookie = string.Join('|', Enumerable.Range(0, 50).Select(i => $"n{round}-{i}={new string('x', 100)}"));
            Get("shop.test/set");
        }
        Assert.InRange(Get("shop.test/").Split(';').Length, 1, 50);
        _setCookie = $"big={new string('x', 5000)}";
        Get("evil.test/set");
        Assert.Equal("-", Get("evil.test/"));
    }

    [Fact]
    public void Header_of_the_program_replaces_the_cookies_of_the_jar()
    {
        _setCookie = "a=1|b=2";
        Get("shop.test/set");
        Assert.Equal("a=9", _bare.Read(HttpFunctions.GetWithHeaders(_bare.Guest, Url("shop.test/"), "Cookie: a=9"u8)));
    }

    [Fact]
    public void Jar_ends_when_it_is_turned_off_and_with_the_event()
    {
        _setCookie = "a=1";
        Get("shop.test/set");
        HttpResponseFunctions.EnableCookies(_bare.Guest, true);
        Assert.Equal("a=1", Get("shop.test/"));
        HttpResponseFunctions.EnableCookies(_bare.Guest, false);
        Assert.Equal("-", Get("shop.test/"));
        HttpResponseFunctions.EnableCookies(_bare.Guest, true);
        Assert.Equal("-", Get("shop.test/"));
        Get("shop.test/set");
        _bare.Guest.EndEvent();
        HttpResponseFunctions.EnableCookies(_bare.Guest, true);
        Assert.Equal("-", Get("shop.test/"));
    }

    byte[] Url(string target)
    {
        var slash = target.IndexOf('/', StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes($"http://{target[..slash]}:{_server.Port}{target[slash..]}");
    }

    string Get(string target) => _bare.Read(HttpFunctions.Get(_bare.Guest, Url(target)));
}
