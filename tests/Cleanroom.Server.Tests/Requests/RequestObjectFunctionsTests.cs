using System.Text;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Requests;

/// <summary>Parts of requests as JSON, and fields of their bodies (contract, functions 13).</summary>
public sealed class RequestObjectFunctionsTests : IAsyncLifetime
{
    FunctionsGuest _guest = null!;

    public async ValueTask InitializeAsync() => _guest = await FunctionsGuest.StartAsync();

    public ValueTask DisposeAsync() => _guest.DisposeAsync();

    [Theory]
    [InlineData("/request/params/a%2Fb/s%C3%BC%C3%9F", """{"first":"a/b","second":"süß"}""")]
    [InlineData("/request/params/%zz/x", """{"first":"%zz","second":"x"}""")]
    [InlineData("/request/rest/a/b.txt", """{"path":"a/b.txt"}""")]
    [InlineData("/request/queries?a=1&b=x+y%21&a=2&c&=d&e=f=g", """{"a":"2","b":"x y!","c":"","":"d","e":"f=g"}""")]
    [InlineData("/request/queries", "{}")]
    [Trait("Rule", "N83")]
    public async Task Names_and_values_are_decoded_once(string target, string expected)
    {
        var answer = await _guest.Served.SendAsync($"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.EndsWith("\r\n\r\n" + Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(expected)), answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookies_and_headers_are_objects()
    {
        var cookies = await _guest.Served.SendAsync("GET /request/cookies HTTP/1.1\r\nHost: x\r\nCookie: a=1; b=\"q\"; c\r\nCookie: a=2\r\nConnection: close\r\n\r\n");
        Assert.EndsWith("""{"a":"2","b":"q"}""", cookies, StringComparison.Ordinal);
        var headers = await _guest.Served.SendAsync("GET /request/headers HTTP/1.1\r\nHost: x\r\nX-Two: 1\r\nX-Two: 2\r\nConnection: close\r\n\r\n");
        Assert.Contains("\"x-two\":\"1, 2\"", headers, StringComparison.Ordinal);
        Assert.Contains("\"host\":\"x\"", headers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "a=1&b=x+y%C3%BC&a=2&c", """{"a":"2","b":"x yü","c":""}""")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-8", "", "{}")]
    [InlineData("multipart/form-data; boundary=B", "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n2\r\n--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.bin\"\r\n\r\nfile\r\n--B--\r\n", """{"a":"1\r\n2"}""")]
    [InlineData("multipart/form-data; boundary=B", "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B\r\nbroken", """{"a":"1"}""")]
    [InlineData("multipart/form-data; boundary=B", "no parts", "{}")]
    [InlineData("application/json", "{\"a\":1}", "{}")]
    [InlineData(null, "a=1", "{}")]
    [Trait("Rule", "N85")]
    public async Task Form_of_a_browser_is_read(string? contentType, string body, string expected) => Assert.Equal(expected, await PostAsync("/request/form", contentType, body));

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "n=1&n=2", "n", "2")]
    [InlineData("application/x-www-form-urlencoded", "n=1", "m", "")]
    [InlineData("application/json", """{"n":1.0,"s":"ü","z":null,"o":{"a": 1},"n2":12345678901234567890}""", "n", "1.0")]
    [InlineData("application/json", """{"s":"ü"}""", "s", "ü")]
    [InlineData("application/json", """{"z":null}""", "z", "")]
    [InlineData("application/json", """{"o":{"a": 1}}""", "o", """{"a":1}""")]
    [InlineData("application/json", """{"n":12345678901234567890}""", "n", "12345678901234567890")]
    [InlineData("application/json", "{oops", "n", "")]
    [InlineData(null, """{"n":7}""", "n", "7")]
    [Trait("Rule", "N84")]
    [Trait("Rule", "N85")]
    public async Task Field_of_a_form_or_of_json_is_read(string? contentType, string body, string name, string expected) =>
        Assert.Equal(expected, await PostAsync($"/request/field?name={name}", contentType, body));

    [Fact]
    public async Task Form_with_too_many_fields_is_read_up_to_the_limit()
    {
        var body = string.Join('&', Enumerable.Range(0, 100_000).Select(i => $"f{i}=1"));
        Assert.Equal("1", await PostAsync("/request/field?name=f999", "application/x-www-form-urlencoded", body));
        Assert.Equal("", await PostAsync("/request/field?name=f1000", "application/x-www-form-urlencoded", body));
    }

    async Task<string> PostAsync(string path, string? contentType, string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (contentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var answer = await _guest.SendAsync(HttpMethod.Post, path, content);
        return await answer.Content.ReadAsStringAsync();
    }
}
