using Cleanroom.Server.Pipeline;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.Pipeline;

/// <summary>Texts that a program names without a charset are not left to the guess of browsers (contract, server 4).</summary>
public sealed class TextTypeTests
{
    [Theory]
    [InlineData("text/html", "text/html; charset=utf-8")]
    [InlineData("text/plain", "text/plain; charset=utf-8")]
    [InlineData("TEXT/HTML", "TEXT/HTML; charset=utf-8")]
    [InlineData("text/calendar; method=REQUEST", "text/calendar; method=REQUEST; charset=utf-8")]
    [InlineData("text/html;", "text/html; charset=utf-8")]
    [InlineData("text/html; charset=iso-8859-1", "text/html; charset=iso-8859-1")]
    [InlineData("text/html;Charset=\"utf-8\"", "text/html;Charset=\"utf-8\"")]
    [InlineData("application/json", "application/json")]
    [InlineData("image/png", "image/png")]
    public void Charset_is_added_to_texts_without_one(string type, string sent) => Assert.Equal(sent, TextType.Complete(type, "H\u00E4llo"u8));

    [Fact]
    public void Bytes_that_are_not_UTF_8_keep_their_type() => Assert.Equal("text/html", TextType.Complete("text/html", [0x48, 0xE4, 0x6C]));

    [Theory]
    [InlineData("text/markdown", "text/markdown; charset=utf-8")]
    [InlineData("application/xml", "application/xml")]
    public async Task Program_that_sets_a_type_gets_the_charset(string type, string sent)
    {
        await using var served = await WebGuest.ServeAsync();
        using var answer = await served.Client.GetAsync($"/make/3?type={type}");
        Assert.Equal(sent, answer.Content.Headers.ContentType!.ToString());
    }
}
