using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Translations;

/// <summary>The texts of one locale by key, in UTF-8. Immutable.</summary>
sealed class Catalogue
{
    readonly Dictionary<byte[], byte[]> _texts;
    readonly Dictionary<byte[], byte[]>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public Catalogue(string locale, Dictionary<byte[], byte[]> texts)
    {
        Locale = locale;
        Plural = PluralRules.Of(locale);
        _texts = texts;
        _lookup = texts.GetAlternateLookup<ReadOnlySpan<byte>>();
        foreach (var (key, text) in texts) Bytes += key.Length + text.Length;
    }

    /// <summary>The locale.</summary>
    public string Locale { get; }

    /// <summary>Returns the plural category of a count in its language.</summary>
    public Func<ulong, PluralCategory> Plural { get; }

    /// <summary>Number of texts.</summary>
    public int Count => _texts.Count;

    /// <summary>Total size of all keys and texts in bytes.</summary>
    public long Bytes { get; }

    /// <summary>Creates an empty table for the texts of a catalogue.</summary>
    public static Dictionary<byte[], byte[]> NewTexts() => new(Utf8Comparer.Instance);

    /// <summary>Finds a text.</summary>
    public bool TryFind(ReadOnlySpan<byte> key, out byte[] text) => _lookup.TryGetValue(key, out text!);

    /// <summary>Returns these texts merged with others, which take precedence.</summary>
    public Catalogue With(Dictionary<byte[], byte[]> others)
    {
        var texts = new Dictionary<byte[], byte[]>(_texts, Utf8Comparer.Instance);
        foreach (var (key, text) in others) texts[key] = text;
        return new Catalogue(Locale, texts);
    }
}
