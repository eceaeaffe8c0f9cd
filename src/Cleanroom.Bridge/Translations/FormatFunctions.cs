using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Time;

namespace Cleanroom.Bridge.Translations;

/// <summary>
/// Formats numbers, amounts and dates for a locale, contract section 21, using the runtime's culture data, or English formats if it has none. The locale ""
/// is the active one; an unknown locale uses English formats.
/// </summary>
static class FormatFunctions
{
    const int MaxStyle = 256;

    /// <summary>
    /// Value, locale, options as a JSON object → text: up to three decimals, digits grouped. Options: <c>minimumFractionDigits</c>,
    /// <c>maximumFractionDigits</c> (0 to 20), <c>useGrouping</c>, <c>style</c> (<c>decimal</c>, <c>percent</c>, or <c>currency</c> with <c>currency</c>);
    /// unknown options and invalid values are ignored.
    /// </summary>
    [HostFunction("_i18n_format_number", "locale.formatNumber")]
    internal static GuestString FormatNumber(Guest guest, double value, ReadOnlySpan<byte> locale, ReadOnlySpan<byte> options) =>
        NewText(guest, FormatOf(guest, locale).Number(value, NumberOptions.Read(options)));

    /// <summary>Amount, currency code (ISO 4217), locale → text with the decimals of the currency; without a symbol when the code is invalid.</summary>
    [HostFunction("_i18n_format_currency", "locale.formatCurrency")]
    internal static GuestString FormatCurrency(Guest guest, double amount, ReadOnlySpan<byte> currency, ReadOnlySpan<byte> locale) =>
        NewText(guest, FormatOf(guest, locale).Number(amount, NumberOptions.Amount(Currency.Read(currency))));

    /// <summary>
    /// Milliseconds since 1970 UTC, style, locale → date in UTC. Styles: <c>short</c>, <c>medium</c> (also for ""), <c>long</c>, <c>full</c>, or a pattern of
    /// at most 256 characters: <c>yyyy-MM-dd HH:mm</c>, or <c>%Y-%m-%d %H:%M</c>. "" outside the years 1 to 9999.
    /// </summary>
    [HostFunction("_i18n_format_date", "locale.formatDate")]
    internal static GuestString FormatDate(Guest guest, double milliseconds, ReadOnlySpan<byte> style, ReadOnlySpan<byte> locale)
    {
        if (double.IsNaN(milliseconds) || IsoTime.ToUtc((long)Math.Floor(milliseconds)) is not { } time) return guest.NewString(default);
        var styleText = style.Length > MaxStyle ? "" : Encoding.UTF8.GetString(style);
        return NewText(guest, FormatOf(guest, locale).Date(time.UtcDateTime, styleText));
    }

    static LocaleFormat FormatOf(Guest guest, ReadOnlySpan<byte> locale) =>
        LocaleFormats.Find((locale.IsEmpty ? guest.State<TranslationSession>().Locale : LocaleName.Read(locale)) ?? LocaleName.English);

    static GuestString NewText(Guest guest, string text) => guest.NewString(Encoding.UTF8.GetBytes(text));
}
