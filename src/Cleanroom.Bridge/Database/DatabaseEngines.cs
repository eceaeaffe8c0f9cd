using Cleanroom.Bridge.Database.MySql;
using Cleanroom.Bridge.Database.Postgres;
using Cleanroom.Bridge.Database.Sqlite;

namespace Cleanroom.Bridge.Database;

/// <summary>The available engines, and the choice of one by URL.</summary>
static class DatabaseEngines
{
    /// <summary>All engines. None loads its driver before its first pool. Without a database, SQL is written for the first one.</summary>
    public static readonly IReadOnlyList<DatabaseEngine> All =
    [
        new SqliteEngine(),
        new PostgresEngine(),
        new MySqlEngine(),
    ];

    /// <summary>Returns the engine of a URL, or null.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="own">The embedder's engines.</param>
    public static DatabaseEngine? Find(string url, IReadOnlyList<DatabaseEngine>? own = null) => All.Concat(own ?? []).FirstOrDefault(engine => engine.Schemes.Contains(SchemeOf(url), StringComparer.OrdinalIgnoreCase));

    /// <summary>Returns the engine that a program names: by its scheme, optionally with a version (sqlite3).</summary>
    public static DatabaseEngine? FindByName(string name, IReadOnlyList<DatabaseEngine> own) => All.Concat(own).FirstOrDefault(engine => engine.Schemes.Any(scheme => name.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Returns the engine of a URL.</summary>
    /// <exception cref="HostException">There is no such engine; the message lists the available ones.</exception>
    public static DatabaseEngine Of(string url, IReadOnlyList<DatabaseEngine>? own = null) => Find(url, own) ?? throw new HostException(WhyNone(url));

    /// <summary>The supported URL forms, for help.</summary>
    public static IEnumerable<string> UrlForms => All.SelectMany(static engine => engine.UrlForms);

    /// <summary>The supported URL forms in words, for messages.</summary>
    public static string Supported
    {
        get
        {
            string[] forms = [.. UrlForms];
            return $"{string.Join(", ", forms[..^1])} and {forms[^1]} are supported";
        }
    }

    static string WhyNone(string url)
    {
        var (shown, scheme) = (DatabaseUrl.Mask(url), SchemeOf(url));
        if (scheme.Length > 0) return $"the database URL {shown} has the unsupported scheme {scheme}: {Supported}";
        return url.Contains('=', StringComparison.Ordinal)
            ? $"{shown} is a connection string of another client; write it as a URL: {Supported}"
            : $"the database URL {shown} has no scheme: {Supported}";
    }

    static string SchemeOf(string url)
    {
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && url[..colon].All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '-' or '.') ? url[..colon] : "";
    }
}
