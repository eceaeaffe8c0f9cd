using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Server.Sessions;

/// <summary>A kind of session store.</summary>
/// <param name="Forms">What its places look like, for help and messages.</param>
/// <param name="IsFor">Whether a place is one of its own.</param>
/// <param name="Open">Opens the store of a place.</param>
sealed record SessionStoreKind(IReadOnlyList<string> Forms, Func<string, bool> IsFor, Func<string, TimeProvider, SessionStore> Open);

/// <summary>The kinds of session stores there are. Every database engine is one.</summary>
static class SessionStores
{
    /// <summary>The place of sessions that stay in this process.</summary>
    public const string Memory = "memory";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SessionStoreKind> All { get; } =
    [
        new([Memory], static place => place == Memory, static (_, clock) => new MemorySessionStore(clock)),
        new([.. DatabaseEngines.UrlForms], static place => DatabaseEngines.Find(place) is not null, DatabaseSessionStore.Open),
    ];

    /// <summary>The forms of places, for help and messages.</summary>
    public static string Forms { get; } = string.Join(", ", All.SelectMany(static kind => kind.Forms));

    /// <summary>Opens the store of a place.</summary>
    /// <exception cref="SettingException">No kind of store has such a place.</exception>
    /// <exception cref="Bridge.HostException">The store cannot be used.</exception>
    public static SessionStore Open(string place, TimeProvider clock) => Of(place).Open(place, clock);

    /// <summary>The kind of a place.</summary>
    /// <exception cref="SettingException">There is none.</exception>
    public static SessionStoreKind Of(string place) =>
        All.FirstOrDefault(kind => kind.IsFor(place)) ?? throw new SettingException(DatabaseUrl.Mask(place), $"expected one of {Forms}");
}
