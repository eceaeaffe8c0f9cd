using Microsoft.Extensions.Logging;

namespace Cleanroom.Bridge.Translations;

/// <summary>Log messages about translations.</summary>
static partial class TranslationLog
{
    /// <summary>Logs why a catalogue was not loaded.</summary>
    [LoggerMessage(EventId = 8401, Level = LogLevel.Warning, Message = "_i18n_load: the texts of \"{Locale}\" are not loaded: {Reason}.")]
    public static partial void CatalogueRefused(this ILogger logger, string locale, string reason);

    /// <summary>Logs why the active locale was not changed.</summary>
    [LoggerMessage(EventId = 8402, Level = LogLevel.Warning, Message = "_i18n_set_locale: \"{Locale}\" is no name of a locale, such as en or pt-BR.")]
    public static partial void LocaleRefused(this ILogger logger, string locale);
}
