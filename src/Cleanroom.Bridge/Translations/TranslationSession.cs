using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Bridge.Translations;

/// <summary>
/// The translations of one guest during one event: those of the application, those loaded by the event, and the active locale. Ends with the event
/// (must-never N61).
/// </summary>
sealed class TranslationSession(Guest guest, CatalogueSet application) : IGuestState<TranslationSession>, IApplicationState
{
    readonly string _defaultLocale = LocaleName.Read(guest.Options.DefaultLocale) ?? LocaleName.English;
    string? _chosen;
    string? _preferred;
    Catalogue[]? _chain;
    JsonTree? _arguments;

    /// <summary>The loaded catalogues.</summary>
    public CatalogueSet Catalogues { get; private set; } = application;

    /// <summary>The active locale: the one that was set, else the client's preference among the loaded ones, else the default.</summary>
    public string Locale => _chosen ?? (_preferred ??= Preferred());

    /// <summary>The catalogues in which keys are looked up, in order.</summary>
    public ReadOnlySpan<Catalogue> Chain => _chain ??= Catalogues.ChainFor(Locale, _defaultLocale);

    /// <summary>The parsed arguments of a text.</summary>
    public JsonTree Arguments => _arguments ??= new JsonTree();

    public static TranslationSession Create(Guest guest) => new(guest, guest.FindApplicationState<CatalogueSet>() ?? CatalogueSet.Empty);

    public void PassOn(StateSlots application) => application.Set(Catalogues);

    /// <summary>Sets the active locale; null to use the client's preference again.</summary>
    public void Choose(string? locale)
    {
        _chosen = locale;
        _chain = null;
    }

    /// <summary>Adds texts to a locale. Returns why they are refused, or null.</summary>
    public string? Load(string locale, Dictionary<byte[], byte[]> texts)
    {
        var refusal = Catalogues.Add(locale, texts, out var result);
        Catalogues = result;
        _preferred = null;
        _chain = null;
        return refusal;
    }

    string Preferred() => AcceptLanguage.Best(guest.Options.AcceptLanguage?.Invoke(guest), Catalogues, _defaultLocale) ?? _defaultLocale;
}
