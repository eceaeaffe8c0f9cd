using System.Text;

namespace Cleanroom.Bridge.Translations;

/// <summary>Locale names: a language and optional subtags, <c>en</c>, <c>pt-BR</c>, <c>zh-Hant-TW</c>. An underscore counts as a hyphen.</summary>
static class LocaleName
{
    /// <summary>The fallback locale.</summary>
    public const string English = "en";

    const int MaxLength = 35;
    const int MaxSubtagLength = 8;

    /// <summary>Parses a name and normalizes its case: language in lower case, script capitalized, region in upper case.</summary>
    /// <returns>The name, or null when the text is invalid.</returns>
    public static string? Read(ReadOnlySpan<byte> text) => text.Length <= MaxLength ? Read(Encoding.UTF8.GetString(text)) : null;

    /// <inheritdoc cref="Read(ReadOnlySpan{byte})"/>
    public static string? Read(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxLength) return null;
        Span<char> name = stackalloc char[text.Length];
        text.ToLowerInvariant(name);
        name.Replace('_', '-');
        var start = 0;
        foreach (var range in name.Split('-'))
        {
            var subtag = name[range];
            if (!IsSubtag(subtag, isLanguage: start == 0)) return null;
            if (start > 0 && subtag.Length is 2 or 4 && !subtag.ContainsAnyInRange('0', '9'))
                for (var i = 0; i < (subtag.Length == 2 ? 2 : 1); i++) subtag[i] = char.ToUpperInvariant(subtag[i]);
            start += subtag.Length + 1;
        }
        return name.ToString();
    }

    /// <summary>Returns the name without its last subtag, or null for a language alone.</summary>
    public static string? Parent(string name) => name.LastIndexOf('-') is > 0 and var hyphen ? name[..hyphen] : null;

    /// <summary>Returns the language of a name.</summary>
    public static ReadOnlySpan<char> Language(string name) => name.IndexOf('-', StringComparison.Ordinal) is > 0 and var hyphen ? name.AsSpan(0, hyphen) : name;

    static bool IsSubtag(ReadOnlySpan<char> subtag, bool isLanguage)
    {
        if (subtag.Length > MaxSubtagLength || subtag.Length < (isLanguage ? 2 : 1)) return false;
        foreach (var letter in subtag)
            if (!char.IsAsciiLetter(letter) && (isLanguage || !char.IsAsciiDigit(letter))) return false;
        return true;
    }
}
