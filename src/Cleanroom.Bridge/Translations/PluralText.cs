namespace Cleanroom.Bridge.Translations;

/// <summary>Finds the text of a catalogue for a count.</summary>
static class PluralText
{
    const int MaxSuffix = 6;

    /// <summary>Finds the text of a key for a count: for its plural category, else for the category other, else for the key alone.</summary>
    public static bool TryFind(Catalogue catalogue, ReadOnlySpan<byte> key, long count, out byte[] text)
    {
        text = [];
        if (key.Length > CatalogueReader.MaxKeyBytes) return false;
        var category = catalogue.Plural((ulong)(count < 0 ? -(Int128)count : count));
        Span<byte> longer = stackalloc byte[key.Length + MaxSuffix];
        key.CopyTo(longer);
        // Programs may provide a text for zero even if the language has no such category.
        if (count == 0 && TryFind(catalogue, longer, key.Length, PluralCategory.Zero, ref text)) return true;
        return TryFind(catalogue, longer, key.Length, category, ref text)
            || TryFind(catalogue, longer, key.Length, PluralCategory.Other, ref text)
            || catalogue.TryFind(key, out text);
    }

    static bool TryFind(Catalogue catalogue, Span<byte> key, int length, PluralCategory category, ref byte[] text)
    {
        var name = Name(category);
        name.CopyTo(key[(length + 1)..]);
        key = key[..(length + 1 + name.Length)];
        foreach (var separator in "._"u8)
        {
            key[length] = separator;
            if (catalogue.TryFind(key, out text)) return true;
        }
        return false;
    }

    static ReadOnlySpan<byte> Name(PluralCategory category) => category switch
    {
        PluralCategory.Zero => "zero"u8,
        PluralCategory.One => "one"u8,
        PluralCategory.Two => "two"u8,
        PluralCategory.Few => "few"u8,
        PluralCategory.Many => "many"u8,
        _ => "other"u8,
    };
}
