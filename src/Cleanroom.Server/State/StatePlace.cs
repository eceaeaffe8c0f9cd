using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Server.State;

/// <summary>Where servers keep what they share: the forms that every setting of this kind takes.</summary>
static class StatePlace
{
    /// <summary>This process alone.</summary>
    public const string Memory = "memory";

    /// <summary>A SQLite file in the data directory.</summary>
    const string Sqlite = "sqlite";

    /// <summary>The forms, for help and messages.</summary>
    public static string Forms { get; } = string.Join(", ", [Memory, Sqlite, .. DatabaseEngines.UrlForms, .. RedisUrl.Forms]);

    /// <summary>Checks the form of a place.</summary>
    /// <exception cref="SettingException">It has another form.</exception>
    public static string Check(string place)
    {
        if (RedisUrl.IsFor(place)) RedisUrl.Read(place);
        else if (place is not (Memory or Sqlite) && DatabaseEngines.Find(place) is null) throw new SettingException(DatabaseUrl.Mask(place), $"expected one of {Forms}");
        return place;
    }

    /// <summary>Returns the place of a feature: its own, or the one for all state.</summary>
    /// <param name="own">What the feature's setting says, or null.</param>
    /// <param name="options">The options.</param>
    public static string Of(string? own, CleanServerOptions options) => (own ?? options.State) is var place && place == Sqlite
        ? $"sqlite:{Escape(Path.Combine(DataDirectory.Create(options), "state.db"))}"
        : place;

    static string Escape(string path) => path.Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3f", StringComparison.Ordinal);
}
