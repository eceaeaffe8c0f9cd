using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Responses;

/// <summary>Cookies that programs set (contract, functions 14).</summary>
public sealed class CookieFunctionsTests : IAsyncLifetime
{
    FunctionsGuest _guest = null!;

    public async ValueTask InitializeAsync() => _guest = await FunctionsGuest.StartAsync();

    public ValueTask DisposeAsync() => _guest.DisposeAsync();

    [Theory]
    [InlineData("a", "1", "", "a=1; Path=/; HttpOnly; SameSite=Lax")]
    [InlineData("a", "\"q\"", "", "a=\"q\"; Path=/; HttpOnly; SameSite=Lax")]
    [InlineData("a", "1", "Path=/x; Max-Age=60; SameSite=strict", "a=1; Path=/x; Max-Age=60; HttpOnly; SameSite=Strict")]
    [InlineData("a", "1", "Secure; Domain=example.org; Expires=Wed, 25 Nov 2026 12:00:00 GMT", "a=1; Path=/; Domain=example.org; Expires=Wed, 25 Nov 2026 12:00:00 GMT; HttpOnly; SameSite=Lax; Secure")]
    [InlineData("a", "1", """{"maxAge":60,"httpOnly":false,"sameSite":"None","path":"/y"}""", "a=1; Path=/y; Max-Age=60; SameSite=None; Secure")]
    public async Task Cookie_is_set_with_its_options(string name, string value, string options, string header)
    {
        var path = options.Length == 0 ? "/cookie/set" : "/cookie/set-options";
        Assert.Equal("1", await _guest.CallAsync(path, ("name", name), ("value", value), ("options", options)));
        Assert.Equal(header, Assert.Single(_guest.SetCookies));
    }

    [Theory]
    [InlineData("", "1", "")]
    [InlineData("a b", "1", "")]
    [InlineData("a=b", "1", "")]
    [InlineData("a", "x;y", "")]
    [InlineData("a", "x\r\nSet-Cookie: z=1", "")]
    [InlineData("a", "ü", "")]
    [InlineData("__Host-a", "1", "")]
    [InlineData("a", "1", "Path=x\r\ny")]
    [InlineData("a", "1", "Max-Age=soon")]
    [InlineData("a", "1", """{"path":"/;Domain=evil"}""")]
    [InlineData("a", "1", """{"sameSite":"maybe"}""")]
    [InlineData("a", "1", "{oops")]
    [Trait("Rule", "N94")]
    [Trait("Rule", "N155")]
    public async Task Cookie_that_browsers_or_http_refuse_is_not_set(string name, string value, string options)
    {
        Assert.Equal("0", await _guest.CallAsync("/cookie/set-options", ("name", name), ("value", value), ("options", options)));
        Assert.Empty(_guest.SetCookies);
    }

    [Theory]
    [InlineData("/cookie/set-whole")]
    [InlineData("/cookie/set-pair")]
    public async Task Whole_cookie_text_is_checked_and_sent_as_it_is(string path)
    {
        Assert.Equal("1", await _guest.CallAsync(path, ("cookie", "sid=abc; Path=/in; Max-Age=5")));
        Assert.Equal("sid=abc; Path=/in; Max-Age=5", Assert.Single(_guest.SetCookies));
        Assert.Equal("0", await _guest.CallAsync(path, ("cookie", "sid=a b; Path=/")));
        Assert.Equal("0", await _guest.CallAsync(path, ("cookie", "sid=a; Path=/\r\nX: y")));
        Assert.Empty(_guest.SetCookies);
    }

    [Fact]
    public async Task Deleted_cookie_is_sent_empty()
    {
        await _guest.CallAsync("/cookie/delete", ("name", "sid"));
        Assert.Equal("sid=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0", Assert.Single(_guest.SetCookies));
    }

    [Theory]
    [InlineData("report.pdf", "attachment; filename=report.pdf; filename*=UTF-8''report.pdf")]
    [InlineData("../../etc/Zoë \"x\".txt", "attachment; filename=\"Zo_ \\\"x\\\".txt\"; filename*=UTF-8''Zo%C3%AB%20%22x%22.txt")]
    public async Task Download_names_the_file_without_its_path(string name, string header)
    {
        using var answer = await _guest.SendAsync(HttpMethod.Get, "/response/download", null, ("name", name));
        Assert.Equal(header, answer.Content.Headers.GetValues("Content-Disposition").Single());
    }
}
