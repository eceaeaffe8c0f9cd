using Cleanroom.Bridge.Settings;

namespace Cleanroom.Bridge.Translations;

/// <summary>The settings of translations.</summary>
sealed class TranslationFeature : GuestFeature
{
    public override IReadOnlyList<Setting<GuestOptions>> Settings { get; } =
    [
        new("locale", "TAG", $"The locale of a program that sets none, if the client prefers none of the loaded locales: de, pt-BR. Default: {Defaults.DefaultLocale}.", Locale),
    ];

    static GuestOptions Locale(GuestOptions options, string value) =>
        LocaleName.Read(value) is { } name ? options with { DefaultLocale = name } : throw new SettingException(value, "expected a language, for example en or pt-BR");
}
