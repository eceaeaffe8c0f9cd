namespace Cleanroom.Bridge.Translations;

/// <summary>The catalogues of an application or of one event, one per locale in loading order. Immutable.</summary>
sealed class CatalogueSet
{
    const int MaxLocales = 256;
    const int MaxTexts = 50_000;
    const int MaxBytes = 8 << 20;

    readonly Catalogue[] _catalogues;

    CatalogueSet(Catalogue[] catalogues) => _catalogues = catalogues;

    /// <summary>An empty set.</summary>
    public static CatalogueSet Empty { get; } = new([]);

    /// <summary>All catalogues.</summary>
    public IReadOnlyList<Catalogue> All => _catalogues;

    /// <summary>Returns the catalogue of a locale, or null.</summary>
    public Catalogue? Find(string locale) => Array.Find(_catalogues, catalogue => catalogue.Locale == locale);

    /// <summary>Adds texts to a locale.</summary>
    /// <param name="locale">The locale.</param>
    /// <param name="texts">The texts; they replace texts with the same key.</param>
    /// <param name="result">The set with the texts, or this one when they are refused.</param>
    /// <returns>Why they are refused, or null.</returns>
    public string? Add(string locale, Dictionary<byte[], byte[]> texts, out CatalogueSet result)
    {
        result = this;
        var index = Array.FindIndex(_catalogues, catalogue => catalogue.Locale == locale);
        if (index < 0 && _catalogues.Length == MaxLocales) return $"there are {MaxLocales} locales already, which is the limit";
        var added = index < 0 ? new Catalogue(locale, texts) : _catalogues[index].With(texts);
        Catalogue[] catalogues = index < 0 ? [.. _catalogues, added] : [.. _catalogues];
        if (index >= 0) catalogues[index] = added;
        if (catalogues.Sum(catalogue => catalogue.Count) > MaxTexts) return $"all locales together would have more than {MaxTexts} texts";
        if (catalogues.Sum(catalogue => catalogue.Bytes) > MaxBytes) return $"all locales together would have more than {MaxBytes} bytes";
        result = new CatalogueSet(catalogues);
        return null;
    }

    /// <summary>
    /// Returns the catalogues in which keys are looked up: the locale's, those of its parent locales, then the same for the default locale.
    /// </summary>
    public Catalogue[] ChainFor(string locale, string defaultLocale)
    {
        var chain = new List<Catalogue>(4);
        foreach (var start in (string[])[locale, defaultLocale])
            for (var name = start; name is not null; name = LocaleName.Parent(name))
                if (Find(name) is { } catalogue && !chain.Contains(catalogue)) chain.Add(catalogue);
        return [.. chain];
    }
}
