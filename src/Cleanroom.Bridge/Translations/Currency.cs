namespace Cleanroom.Bridge.Translations;

/// <summary>Formatting data of currencies (ISO 4217): number of decimals, and the symbol outside the countries that use it.</summary>
static class Currency
{
    // Currencies that do not have two decimals.
    const string None = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
    const string Three = "BHD IQD JOD KWD LYD OMR TND";
    const string Four = "CLF UYW";

    static readonly Dictionary<string, string> Symbols = new()
    {
        ["AUD"] = "A$",
        ["BRL"] = "R$",
        ["CAD"] = "CA$",
        ["CNY"] = "CN¥",
        ["EUR"] = "€",
        ["GBP"] = "£",
        ["HKD"] = "HK$",
        ["ILS"] = "₪",
        ["INR"] = "₹",
        ["JPY"] = "¥",
        ["KRW"] = "₩",
        ["MXN"] = "MX$",
        ["NZD"] = "NZ$",
        ["PHP"] = "₱",
        ["TWD"] = "NT$",
        ["USD"] = "US$",
        ["VND"] = "₫",
        ["XAF"] = "FCFA",
        ["XCD"] = "EC$",
        ["XPF"] = "CFPF",
    };

    /// <summary>Parses a code of three letters and returns it in upper case; null for anything else.</summary>
    public static string? Read(ReadOnlySpan<byte> text)
    {
        if (text.Length != 3) return null;
        foreach (var letter in text)
            if (!char.IsAsciiLetter((char)letter)) return null;
        return System.Text.Encoding.ASCII.GetString(text).ToUpperInvariant();
    }

    /// <summary>Returns the number of decimals of amounts.</summary>
    public static int Decimals(string code) => Has(None, code) ? 0 : Has(Three, code) ? 3 : Has(Four, code) ? 4 : 2;

    /// <summary>Returns the symbol, or the code when there is no widely known symbol.</summary>
    public static string Symbol(string code) => Symbols.GetValueOrDefault(code, code);

    static bool Has(string codes, string code) => codes.Contains(code, StringComparison.Ordinal);
}
