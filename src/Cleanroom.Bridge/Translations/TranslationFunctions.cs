using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Translations;

/// <summary>
/// Translated texts, contract section 21. Texts loaded by the entry point belong to the application; texts loaded by an event, and the locale it sets, end
/// with it. All locales together are limited to 50,000 texts and 8 MB.
/// </summary>
static class TranslationFunctions
{
    /// <summary>
    /// Locale, JSON object: adds texts to the locale. Keys of nested objects are joined by dots. Text that is invalid JSON or too large is logged and changes
    /// nothing.
    /// </summary>
    [HostFunction("_i18n_load")]
    internal static void Load(Guest guest, ReadOnlySpan<byte> locale, ReadOnlySpan<byte> json)
    {
        var reason = "this is no name of a locale, such as en or pt-BR";
        if (LocaleName.Read(locale) is { } name) reason = CatalogueReader.Read(json, out var texts) ?? guest.State<TranslationSession>().Load(name, texts);
        if (reason is not null) guest.Logger.CatalogueRefused(LoggedText.Of(locale), reason);
    }

    /// <summary>
    /// Sets the active locale of this event, whether texts for it are loaded or not; "" restores the initial one. An invalid locale name is logged and
    /// changes nothing.
    /// </summary>
    [HostFunction("_i18n_set_locale", "locale.set")]
    internal static void SetLocale(Guest guest, ReadOnlySpan<byte> locale)
    {
        if (locale.IsEmpty) guest.State<TranslationSession>().Choose(null);
        else if (LocaleName.Read(locale) is { } name) guest.State<TranslationSession>().Choose(name);
        else guest.Logger.LocaleRefused(LoggedText.Of(locale));
    }

    /// <summary>
    /// The active locale of this event: the one that was set; else the loaded locale that best matches the request's Accept-Language; else the default
    /// (<c>--locale</c>), <c>en</c>.
    /// </summary>
    [HostFunction("_i18n_locale", "locale.get")]
    internal static GuestString Locale(Guest guest) => guest.NewString(Encoding.ASCII.GetBytes(guest.State<TranslationSession>().Locale));

    /// <summary>
    /// Key, arguments as a JSON object → text in the active locale, else in its language, else in the default locale, else the key. <c>{name}</c> is replaced
    /// by the argument of that name.
    /// </summary>
    [HostFunction("_i18n_t", "t")]
    internal static GuestString Translate(Guest guest, ReadOnlySpan<byte> key, ReadOnlySpan<byte> arguments)
    {
        foreach (var catalogue in guest.State<TranslationSession>().Chain)
            if (catalogue.TryFind(key, out var text)) return new MessageTemplate(guest, arguments, default).Fill(text);
        return guest.NewResult(key);
    }

    /// <summary>
    /// Key, count, arguments as a JSON object → text for a count. In each locale, in the order of <c>_i18n_t</c>, these keys are tried, where c is the plural
    /// category of the count in that language: <c>key.c</c>, <c>key_c</c>, <c>key.other</c>, <c>key_other</c>, <c>key</c>; for 0 first <c>key.zero</c> and
    /// <c>key_zero</c>. <c>{count}</c> is the count.
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
