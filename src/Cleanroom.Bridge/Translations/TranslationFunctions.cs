using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Translations;

/// <summary>
/// Translated texts, contract section 21. What the entry point loads belongs to the application; what an event loads, and the locale that it sets, end with
/// it. Texts are limited to 50,000 and 8 MB of all locales together.
/// </summary>
static class TranslationFunctions
{
    /// <summary>
    /// Locale, JSON object: adds texts to those of the locale. Keys of nested objects are joined by dots. A text that is not valid JSON, or too large, is
    /// logged and changes nothing.
    /// </summary>
    [HostFunction("_i18n_load")]
    internal static void Load(Guest guest, ReadOnlySpan<byte> locale, ReadOnlySpan<byte> json)
    {
        var reason = "this is no name of a locale, such as en or pt-BR";
        if (LocaleName.Read(locale) is { } name) reason = CatalogueReader.Read(json, out var texts) ?? guest.State<TranslationSession>().Load(name, texts);
        if (reason is not null) guest.Logger.CatalogueRefused(LoggedText.Of(locale), reason);
    }

    /// <summary>
    /// Makes a locale the active one of this event, whether texts of it are loaded or not; "" goes back to the one that was active at first. What is no name
    /// of a locale is logged and changes nothing.
    /// </summary>
    [HostFunction("_i18n_set_locale", "locale.set")]
    internal static void SetLocale(Guest guest, ReadOnlySpan<byte> locale)
    {
        if (locale.IsEmpty) guest.State<TranslationSession>().Choose(null);
        else if (LocaleName.Read(locale) is { } name) guest.State<TranslationSession>().Choose(name);
        else guest.Logger.LocaleRefused(LoggedText.Of(locale));
    }

    /// <summary>
    /// The active locale of this event: the one that was set; else the loaded one that suits the request's Accept-Language best; else the default one
    /// (<c>--locale</c>), <c>en</c>.
    /// </summary>
    [HostFunction("_i18n_locale", "locale.get")]
    internal static GuestString Locale(Guest guest) => guest.NewString(Encoding.ASCII.GetBytes(guest.State<TranslationSession>().Locale));

    /// <summary>
    /// Key, arguments as JSON object → text of the active locale, else of its language, else of the default locale, else the key. <c>{name}</c> becomes the
    /// argument of that name.
    /// </summary>
    [HostFunction("_i18n_t", "t")]
    internal static GuestString Translate(Guest guest, ReadOnlySpan<byte> key, ReadOnlySpan<byte> arguments)
    {
        foreach (var catalogue in guest.State<TranslationSession>().Chain)
            if (catalogue.TryFind(key, out var text)) return new MessageTemplate(guest, arguments, default).Fill(text);
        return guest.NewResult(key);
    }

    /// <summary>
    /// Key, count, arguments as JSON object → text for a count. In each locale, in the order of <c>_i18n_t</c>, these keys are looked for, c being the plural
    /// category of the count in that language: <c>key.c</c>, <c>key_c</c>, <c>key.other</c>, <c>key_other</c>, <c>key</c>; for 0 before all others
    /// <c>key.zero</c> and <c>key_zero</c>. <c>{count}</c> is the count.
    /// </summary>
    [HostFunction("_i18n_t_count", "i18n.tc", "tc")]
    internal static GuestString TranslateCount(Guest guest, ReadOnlySpan<byte> key, long count, ReadOnlySpan<byte> arguments)
    {
        Span<byte> digits = stackalloc byte[20];
        foreach (var catalogue in guest.State<TranslationSession>().Chain)
            if (PluralText.TryFind(catalogue, key, count, out var text))
                return new MessageTemplate(guest, arguments, digits[..NumberFormat.WriteInteger(count, digits)]).Fill(text);
        return guest.NewResult(key);
    }
}
