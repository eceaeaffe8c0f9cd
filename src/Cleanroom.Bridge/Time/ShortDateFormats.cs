namespace Cleanroom.Bridge.Time;

/// <summary>
/// Short date and time formats of locales, from the Unicode locale data. A built-in table, because the host runs without the system's locale data and must
/// produce the same results everywhere. Only formats that need no translated words.
/// </summary>
static class ShortDateFormats
{
    const string Invariant = "MM/dd/yyyy HH:mm";

    static readonly Dictionary<string, string> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bg"] = "d.MM.yyyy HH:mm",
        ["cs"] = "dd.MM.yyyy HH:mm",
        ["da"] = "dd.MM.yyyy HH.mm",
        ["de"] = "dd.MM.yyyy HH:mm",
        ["en"] = "M/d/yyyy h:mm tt",
        ["en-AU"] = "d/MM/yyyy h:mm tt",
        ["en-CA"] = "yyyy-MM-dd h:mm tt",
        ["en-GB"] = "dd/MM/yyyy HH:mm",
        ["en-IE"] = "dd/MM/yyyy HH:mm",
        ["en-IN"] = "dd/MM/yyyy h:mm tt",
        ["en-NZ"] = "d/MM/yyyy h:mm tt",
        ["en-ZA"] = "yyyy/MM/dd HH:mm",
        ["es"] = "d/M/yyyy H:mm",
        ["et"] = "dd.MM.yyyy HH:mm",
        ["fi"] = "d.M.yyyy H.mm",
        ["fr"] = "dd/MM/yyyy HH:mm",
        ["fr-CA"] = "yyyy-MM-dd HH 'h' mm",
        ["fr-CH"] = "dd.MM.yyyy HH:mm",
        ["hr"] = "dd. MM. yyyy. HH:mm",
        ["hu"] = "yyyy. MM. dd. H:mm",
        ["id"] = "dd/MM/yyyy HH.mm",
        ["it"] = "dd/MM/yyyy HH:mm",
        ["it-CH"] = "dd.MM.yyyy HH:mm",
        ["ja"] = "yyyy/MM/dd H:mm",
        ["lt"] = "yyyy-MM-dd HH:mm",
        ["lv"] = "dd.MM.yyyy HH:mm",
        ["nb"] = "dd.MM.yyyy HH:mm",
        ["nl"] = "dd-MM-yyyy HH:mm",
        ["nl-BE"] = "d/MM/yyyy HH:mm",
        ["nn"] = "dd.MM.yyyy HH:mm",
        ["no"] = "dd.MM.yyyy HH:mm",
        ["pl"] = "d.MM.yyyy HH:mm",
        ["pt"] = "dd/MM/yyyy HH:mm",
        ["ro"] = "dd.MM.yyyy HH:mm",
        ["ru"] = "dd.MM.yyyy HH:mm",
        ["sk"] = "d. M. yyyy H:mm",
        ["sl"] = "d. MM. yyyy HH:mm",
        ["sr"] = "d.M.yyyy. HH:mm",
        ["sv"] = "yyyy-MM-dd HH:mm",
        ["tr"] = "d.MM.yyyy HH:mm",
        ["uk"] = "dd.MM.yyyy HH:mm",
        ["vi"] = "dd/MM/yyyy HH:mm",
        ["zh"] = "yyyy/M/d HH:mm",
    };

    /// <summary>Returns the .NET format of a locale: an exact match, else its language's, else the invariant format.</summary>
    public static string Of(string locale)
    {
        locale = locale.Replace('_', '-');
        if (Formats.TryGetValue(locale, out var format)) return format;
        var end = locale.IndexOf('-', StringComparison.Ordinal);
        return end > 0 && Formats.TryGetValue(locale[..end], out format) ? format : Invariant;
    }
}
