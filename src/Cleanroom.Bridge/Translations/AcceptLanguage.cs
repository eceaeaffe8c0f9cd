using System.Globalization;

namespace Cleanroom.Bridge.Translations;

/// <summary>Finds the client's preferred locale among the loaded ones (RFC 9110, section 12.5.4).</summary>
static class AcceptLanguage
{
    const int MaxLength = 4096;
    const int MaxRanges = 64;

    readonly record struct LanguageRange(string Name, double Quality);

    /// <summary>
    /// Returns the loaded locale for the language with the highest quality, the first of equal ones. A locale matches a requested one if it is the same, more
    /// general, or another locale of that language.
    /// </summary>
    /// <param name="text">The header field, for example <c>de-AT, de;q=0.9, en;q=0.5</c>.</param>
    /// <param name="catalogues">The loaded locales.</param>
    /// <param name="defaultLocale">The meaning of <c>*</c>.</param>
    /// <returns>The locale, or null when none matches.</returns>
    public static string? Best(string? text, CatalogueSet catalogues, string defaultLocale)
    {
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength) return null;
        var ranges = Read(text);
        foreach (var (name, quality) in ranges.Where(range => range.Quality > 0).OrderByDescending(static range => range.Quality))
        {
            var found = name == "*" ? Loaded(catalogues, defaultLocale) : BestMatch(name, catalogues);
            if (found is not null && !ranges.Any(range => range.Quality == 0 && range.Name == found)) return found;
        }
        return null;
    }

    static List<LanguageRange> Read(string text)
    {
        var ranges = new List<LanguageRange>();
        foreach (var range in text.AsSpan().Split(','))
        {
            if (ranges.Count == MaxRanges) break;
            var item = text.AsSpan()[range];
            var semicolon = item.IndexOf(';');
            var quality = semicolon < 0 ? 1 : Quality(item[(semicolon + 1)..]);
            var tag = (semicolon < 0 ? item : item[..semicolon]).Trim();
            if (quality is { } weight && (tag is "*" ? "*" : LocaleName.Read(tag)) is { } name) ranges.Add(new LanguageRange(name, weight));
        }
        return ranges;
    }

    static double? Quality(ReadOnlySpan<char> parameter)
    {
        var text = parameter.Trim();
        if (!text.StartsWith("q=", StringComparison.OrdinalIgnoreCase)) return null;
        return double.TryParse(text[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= 1 ? value : null;
    }

    static string? BestMatch(string requested, CatalogueSet catalogues)
    {
        for (var name = requested; name is not null; name = LocaleName.Parent(name))
            if (catalogues.Find(name) is not null) return name;
        foreach (var catalogue in catalogues.All)
            if (LocaleName.Language(catalogue.Locale).SequenceEqual(LocaleName.Language(requested))) return catalogue.Locale;
        return null;
    }

    static string? Loaded(CatalogueSet catalogues, string locale) =>
        BestMatch(locale, catalogues) ?? (catalogues.All.Count > 0 ? catalogues.All[0].Locale : null);
}
