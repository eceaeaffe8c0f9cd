namespace Cleanroom.Bridge.Translations;

/// <summary>What the formats need of a currency (ISO 4217): its decimals and its symbol outside the countries that use it.</summary>
static class Currency
{
    // Currencies that have not two decimals.
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

    /// <summary>Reads a code: three letters, in capitals then; null for anything else.</summary>
    public static string? Read(ReadOnlySpan<byte> text)
    {
        if (text.Length != 3) return null;
        foreach (var letter in text)
            if (!char.IsAsciiLetter((char)letter)) return null;
        return System.Text.Encoding.ASCII.GetString(text).ToUpperInvariant();
    }

    /// <summary>How many decimals amounts have.</summary>
    public static int Decimals(string code) => Has(None, code) ? 0 : Has(Three, code) ? 3 : Has(Four, code) ? 4 : 2;

    /// <summary>The symbol, or the code where there is none that everybody knows.</summary>
    public static string Symbol(string code) => Symbols.GetValueOrDefault(code, code);

    static bool Has(string codes, string code) => codes.Contains(code, StringComparison.Ordinal);
}
