using Cleanroom.Bridge.Json;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Translations;

/// <summary>
/// The options of <c>_i18n_format_number</c>, named as in JavaScript's <c>Intl.NumberFormat</c>. Invalid options count as missing.
/// </summary>
/// <param name="MinDecimals">Minimum number of decimals.</param>
/// <param name="MaxDecimals">Maximum number of decimals.</param>
/// <param name="IsGrouped">True to group digits.</param>
/// <param name="IsPercent">True to multiply by 100 and append a percent sign.</param>
/// <param name="Currency">The currency of an amount, or null.</param>
readonly record struct NumberOptions(int MinDecimals, int MaxDecimals, bool IsGrouped, bool IsPercent, string? Currency)
{
    const int DecimalsLimit = 20;
    const int UsualMostDecimals = 3;
    const int MaxJsonBytes = 4096;

    /// <summary>Returns the options for an amount of money.</summary>
    /// <param name="currency">Its currency, or null for an amount without one.</param>
    public static NumberOptions Amount(string? currency)
    {
        var decimals = currency is null ? 2 : Translations.Currency.Decimals(currency);
        return new NumberOptions(decimals, decimals, IsGrouped: true, IsPercent: false, currency);
    }

    /// <summary>Reads <c>minimumFractionDigits</c>, <c>maximumFractionDigits</c>, <c>useGrouping</c>, <c>style</c> and <c>currency</c>.</summary>
    public static NumberOptions Read(ReadOnlySpan<byte> json)
    {
        var usual = new NumberOptions(0, UsualMostDecimals, IsGrouped: true, IsPercent: false, null);
        var tree = new JsonTree();
        if (json.IsEmpty || json.Length > MaxJsonBytes || !tree.Parse(json)) return usual;
        var style = Member(tree, "style"u8);
        if (IsText(tree, style, "percent"u8)) usual = usual with { MaxDecimals = 0, IsPercent = true };
        else if (IsText(tree, style, "currency"u8) && ReadCurrency(tree) is { } currency) usual = Amount(currency);
        var (least, max) = (Decimals(tree, "minimumFractionDigits"u8), Decimals(tree, "maximumFractionDigits"u8));
        if (least > max) (least, max) = (null, null);
        var grouping = Member(tree, "useGrouping"u8);
        return usual with
        {
            MinDecimals = least ?? Math.Min(usual.MinDecimals, max ?? DecimalsLimit),
            MaxDecimals = max ?? Math.Max(usual.MaxDecimals, least ?? 0),
            IsGrouped = grouping.Kind != JsonKind.False && !IsText(tree, grouping, "false"u8),
        };
    }

    static string? ReadCurrency(JsonTree tree) =>
        Member(tree, "currency"u8) is { Kind: JsonKind.String } code ? Translations.Currency.Read(tree.Bytes(code)) : null;

    static int? Decimals(JsonTree tree, ReadOnlySpan<byte> name)
    {
        if (Member(tree, name) is not { Kind: JsonKind.Number } number || !NumberParser.TryParseExactFloat(tree.Bytes(number), out var value)) return null;
        return value is >= 0 and <= DecimalsLimit ? (int)value : null;
    }

    static bool IsText(JsonTree tree, in JsonNode node, ReadOnlySpan<byte> text) => node.Kind == JsonKind.String && tree.Bytes(node).SequenceEqual(text);

    // A missing member is treated as null.
    static JsonNode Member(JsonTree tree, ReadOnlySpan<byte> name) => JsonPath.TryFind(tree, name, out var node) ? node : default;
}
