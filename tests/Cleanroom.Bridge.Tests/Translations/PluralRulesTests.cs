using Cleanroom.Bridge.Translations;

namespace Cleanroom.Bridge.Tests.Translations;

/// <summary>Whole numbers in the plural categories that the Unicode locale data gives them. A category is followed by its numbers.</summary>
public sealed class PluralRulesTests
{
    [Theory]
    [InlineData("en", "one 1 other 0 2 5 11 21 101 1000000")]
    [InlineData("de", "one 1 other 0 2 3 11 21 101 1000000")]
    [InlineData("fr", "one 0 1 many 1000000 7000000 other 2 3 11 21 100 1000 1000001")]
    [InlineData("es", "one 1 many 1000000 3000000 other 0 2 16 100 1000 1000001")]
    [InlineData("pt", "one 0 1 many 1000000 other 2 10 21 101")]
    [InlineData("pt-BR", "one 0 1 many 1000000 other 2 10")]
    [InlineData("pt-PT", "one 1 many 1000000 other 0 2 10 21 101")]
    [InlineData("it", "one 1 many 1000000 other 0 2 11 101")]
    [InlineData("ru", "one 1 21 31 101 1001 few 2 3 4 22 34 102 1002 many 0 5 11 12 13 14 15 20 25 111 112 114 100 1000000")]
    [InlineData("uk", "one 1 21 101 few 2 4 23 104 many 0 5 11 14 20 111 113")]
    [InlineData("pl", "one 1 few 2 3 4 22 24 102 104 many 0 5 11 12 14 21 25 31 100 101 112 1000000")]
    [InlineData("cs", "one 1 few 2 3 4 other 0 5 11 21 22 100")]
    [InlineData("sk", "one 1 few 2 3 4 other 0 5 11 21 22 100")]
    [InlineData("sl", "one 1 101 201 1001 two 2 102 202 few 3 4 103 104 other 0 5 11 12 21 100 1000")]
    [InlineData("lt", "one 1 21 31 101 1001 few 2 9 22 29 102 other 0 10 11 12 19 20 30 111 119 100 1000")]
    [InlineData("lv", "zero 0 10 11 19 20 30 100 111 1000 one 1 21 31 101 1001 other 2 9 22 29 102")]
    [InlineData("ro", "one 1 few 0 2 16 19 101 102 119 1001 other 20 35 100 120 1000")]
    [InlineData("ar", "zero 0 one 1 two 2 few 3 4 10 103 110 1003 many 11 12 26 99 111 1011 other 100 101 102 200 202 1000 1000000")]
    [InlineData("he", "one 1 two 2 other 0 3 10 20 22 100 1000000")]
    [InlineData("ga", "one 1 two 2 few 3 4 5 6 many 7 8 9 10 other 0 11 12 20 101")]
    [InlineData("cy", "zero 0 one 1 two 2 few 3 many 6 other 4 5 7 8 11 13 16 20 100")]
    [InlineData("mt", "one 1 two 2 few 0 3 10 103 109 many 11 12 19 111 117 other 20 21 35 100 101 102 1000")]
    [InlineData("ja", "other 0 1 2 5 11 100 1000000")]
    [InlineData("zh", "other 0 1 2 5 11 100 1000000")]
    [InlineData("zh-Hant-TW", "other 0 1 2")]
    [InlineData("ko", "other 0 1 2 5 11 100 1000000")]
    [InlineData("tr", "one 1 other 0 2 5 21 100")]
    [InlineData("hi", "one 0 1 other 2 3 11 101")]
    [InlineData("fa", "one 0 1 other 2 3 11 101")]
    [InlineData("is", "one 1 21 31 101 other 0 2 11 16 100 111")]
    [InlineData("mk", "one 1 21 31 101 other 0 2 11 12 100 111")]
    [InlineData("da", "one 1 other 0 2 11 21 100")]
    [InlineData("br", "one 1 21 31 101 131 two 2 22 32 102 few 3 4 9 23 24 29 103 many 1000000 5000000 other 0 5 8 10 11 12 19 70 71 72 91 92 93 99 111 1000")]
    [InlineData("gd", "one 1 11 two 2 12 few 3 10 13 19 other 0 20 21 22 100 101 111")]
    [InlineData("kw", "zero 0 one 1 two 2 22 42 62 82 102 1000 2000 20000 40000 60000 80000 100000 few 3 23 43 63 83 103 many 21 41 61 81 101 other 4 19 20 100 30000 50000 1000000")]
    [InlineData("gv", "one 1 11 21 31 two 2 12 22 few 0 20 40 60 80 100 120 other 3 10 13 19 30 50")]
    [InlineData("lag", "zero 0 one 1 other 2 10")]
    [InlineData("shi", "one 0 1 few 2 5 10 other 11 26 100")]
    [InlineData("tzm", "one 0 1 11 24 99 other 2 10 100 106")]
    [InlineData("fil", "one 0 1 2 3 5 7 8 10 21 other 4 6 9 14 16 19 104")]
    [InlineData("hr", "one 1 21 101 few 2 4 22 102 other 0 5 11 12 19 111")]
    [InlineData("hsb", "one 1 101 two 2 102 few 3 4 103 other 0 5 11 19")]
    [InlineData("sgs", "one 1 21 31 two 2 few 3 9 22 29 102 other 0 10 11 12 19 20")]
    [InlineData("se", "one 1 two 2 other 0 3 10")]
    [InlineData("si", "one 0 1 other 2 10")]
    [InlineData("tlh", "other 0 1 2")]
    public void Counts_have_the_category_of_their_language(string locale, string expected)
    {
        var rule = PluralRules.Of(locale);
        var category = "";
        foreach (var word in expected.Split(' '))
        {
            if (!ulong.TryParse(word, out var count)) category = word;
            else Assert.True(string.Equals(rule(count).ToString(), category, StringComparison.OrdinalIgnoreCase), $"{locale} {count}: {rule(count)}, not {category}");
        }
    }

    [Fact]
    public void Every_language_has_a_category_for_the_largest_count()
    {
        foreach (var locale in (string[])["en", "ru", "ar", "kw", "br", "unknown"]) Assert.True(Enum.IsDefined(PluralRules.Of(locale)(ulong.MaxValue)));
    }
}
