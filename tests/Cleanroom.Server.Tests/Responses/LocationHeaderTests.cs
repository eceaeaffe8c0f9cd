using System.Text;
using Cleanroom.Server.Responses;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Responses;

/// <summary>A Location is a URI: everything else in it is percent-encoded, once.</summary>
public sealed class LocationHeaderTests
{
    [Theory]
    [InlineData("/plain?a=b&c=%20#d", "/plain?a=b&c=%20#d")]
    [InlineData("/k\u00E4se", "/k%C3%A4se")]
    [InlineData("/a b", "/a%20b")]
    [InlineData("/\\evil.example", "/%5Cevil.example")]
    [InlineData("/?q={\"a\":1}|^`<>", "/?q=%7B%22a%22:1%7D%7C%5E%60%3C%3E")]
    [InlineData("http://[::1]:80/x;y=(1)!$'*+,@~", "http://[::1]:80/x;y=(1)!$'*+,@~")]
    public void What_a_URI_cannot_have_is_encoded(string url, string value) => Assert.Equal(value, LocationHeader.Encode(Encoding.UTF8.GetBytes(url)));

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_encoded_as_they_are() => Assert.Equal("/%E4%FF", LocationHeader.Encode([(byte)'/', 0xE4, 0xFF]));

    [Fact]
    public async Task Location_that_a_program_sets_as_a_header_is_encoded()
    {
        await using var served = await WebGuest.ServeAsync();
        var answer = await served.SendAsync("GET /make/1?name=location&value=/k%C3%A4se%20brot HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.Contains("ocation: /k%C3%A4se%20brot\r\n", answer, StringComparison.Ordinal);
    }
}
