using Cleanroom.Bridge.Translations;

namespace Cleanroom.Bridge.Tests.Translations;

public sealed class AcceptLanguageTests
{
    [Theory]
    [InlineData("de", "en,de,fr", "de")]
    [InlineData("de-AT,en;q=0.5", "en,de", "de")]
    [InlineData("de-AT", "en,de-CH", "de-CH")]
    [InlineData("de", "en,de-CH,de-AT", "de-CH")]
    [InlineData("fr;q=0.5, en;q=0.8", "fr,en", "en")]
    [InlineData("fr;q=0.8, en;q=0.8", "en,fr", "fr")]
    [InlineData("EN-us , de ; q=0.9", "de,en-US", "en-US")]
    [InlineData("zh-Hant-TW", "en,zh-Hant,zh", "zh-Hant")]
    [InlineData("it, *;q=0.1", "fr,en", "en")]
    [InlineData("it, *", "fr,de", "fr")]
    [InlineData("en;q=0, *", "en", null)]
    [InlineData("de;q=0", "de", null)]
    [InlineData("de;q=abc, fr", "de,fr", "fr")]
    [InlineData("de;q=2, fr", "de,fr", "fr")]
    [InlineData("it", "de,fr", null)]
    [InlineData("", "de", null)]
    [InlineData(null, "de", null)]
    [InlineData("*", "", null)]
    [InlineData(",,;,q=1,-,**,\0", "de", null)]
    public void Best_loaded_locale_is_chosen(string? header, string loaded, string? expected)
    {
        var set = CatalogueSet.Empty;
        foreach (var locale in loaded.Split(',', StringSplitOptions.RemoveEmptyEntries)) Assert.Null(set.Add(locale, Catalogue.NewTexts(), out set));
        Assert.Equal(expected, AcceptLanguage.Best(header, set, "en"));
    }

    [Fact]
    public void Endless_headers_are_not_read()
    {
        Assert.Null(CatalogueSet.Empty.Add("de", Catalogue.NewTexts(), out var set));
        Assert.Null(AcceptLanguage.Best(string.Concat(Enumerable.Repeat("fr,", 65)) + "de", set, "en"));
        Assert.Null(AcceptLanguage.Best(new string(' ', 4096) + "de", set, "en"));
        Assert.Equal("de", AcceptLanguage.Best(string.Concat(Enumerable.Repeat("fr,", 63)) + "de", set, "en"));
    }
}
