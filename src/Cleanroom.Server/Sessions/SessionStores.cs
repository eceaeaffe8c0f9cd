using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Server.Sessions;

/// <summary>A kind of session store.</summary>
/// <param name="Forms">The forms of its locations, for help and messages.</param>
/// <param name="IsFor">Returns true for its own locations.</param>
/// <param name="Open">Opens the store at a location.</param>
sealed record SessionStoreKind(IReadOnlyList<string> Forms, Func<string, bool> IsFor, Func<string, TimeProvider, SessionStore> Open);

/// <summary>The kinds of session stores. Every database engine is one.</summary>
static class SessionStores
{
    /// <summary>The location of in-process sessions.</summary>
    public const string Memory = "memory";

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<SessionStoreKind> All { get; } =
    [
        new([Memory], static place => place == Memory, static (_, clock) => new MemorySessionStore(clock)),
        new([.. DatabaseEngines.UrlForms], static place => DatabaseEngines.Find(place) is not null, DatabaseSessionStore.Open),
    ];

    /// <summary>The forms of all locations, for help and messages.</summary>
    public static string Forms { get; } = string.Join(", ", All.SelectMany(static kind => kind.Forms));

    /// <summary>Opens the store at a location.</summary>
    /// <exception cref="SettingException">No kind of store has this form.</exception>
    /// <exception cref="Bridge.HostException">The store cannot be used.</exception>
    public static SessionStore Open(string place, TimeProvider clock) => Of(place).Open(place, clock);

    /// <summary>Returns the kind of store of a location.</summary>
    /// <exception cref="SettingException">No kind of store has this form.</exception>
    public static SessionStoreKind Of(string place) =>
        All.FirstOrDefault(kind => kind.IsFor(place)) ?? throw new SettingException(DatabaseUrl.Mask(place), $"expected one of {Forms}");
}
