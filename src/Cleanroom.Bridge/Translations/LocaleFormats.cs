using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Translations;

/// <summary>Finds the formats of locales in the runtime's culture data.</summary>
/// <remarks>
/// The runtime caches every requested culture. Because names come from guests, only names with the syntax of a culture are looked up, and only existing
/// cultures are created: there are several hundred. In globalization-invariant mode there are none, and every locale uses English formats.
/// </remarks>
static class LocaleFormats
{
    const int MaxUnknown = 1024;

    static readonly bool HasCultureData = FindCulture("en-US", out var culture) && culture.NumberFormat.CurrencySymbol == "$";
    static readonly ConcurrentDictionary<string, LocaleFormat> Known = new() { ["en"] = LocaleFormat.English, ["en-US"] = LocaleFormat.English };
    static readonly ConcurrentDictionary<string, byte> Unknown = new();

    /// <summary>Returns the formats of a locale, else of its parent locale, else the English ones.</summary>
    public static LocaleFormat Find(string locale)
    {
        if (HasCultureData)
            for (var name = locale; name is not null; name = LocaleName.Parent(name))
                if (Known.TryGetValue(name, out var format) || TryMake(name, out format)) return format;
        return LocaleFormat.English;
    }

    static bool TryMake(string name, [NotNullWhen(true)] out LocaleFormat? format)
    {
        format = null;
        if (!IsCultureName(name) || Unknown.ContainsKey(name)) return false;
        if (FindCulture(name, out var culture))
        {
            format = Known.GetOrAdd(name, LocaleFormat.Of(culture));
            return true;
        }
        if (Unknown.Count >= MaxUnknown) Unknown.Clear();
        Unknown[name] = 0;
        return false;
    }

    // A language, optionally a four-letter script and a region of two letters or three digits.
    static bool IsCultureName(string name)
    {
        var parts = name.Split('-');
        return parts.Length <= 3 && parts[0].Length is 2 or 3 && parts[1..].All(IsScriptOrRegion);
    }

    static bool IsScriptOrRegion(string part) =>
        part.Length == 3 ? part.All(char.IsAsciiDigit) : part.Length is 2 or 4 && part.All(char.IsAsciiLetter);

    static bool FindCulture(string name, [NotNullWhen(true)] out CultureInfo? culture)
    {
        try
        {
            culture = CultureInfo.GetCultureInfo(name, predefinedOnly: true);
        }
        catch (CultureNotFoundException)
        {
            culture = null;
        }
        return culture is not null;
    }
}
