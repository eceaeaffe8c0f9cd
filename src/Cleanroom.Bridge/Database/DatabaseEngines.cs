using Cleanroom.Bridge.Database.Postgres;
using Cleanroom.Bridge.Database.Sqlite;

namespace Cleanroom.Bridge.Database;

/// <summary>The engines that there are, and which of them a URL asks for.</summary>
static class DatabaseEngines
{
    /// <summary>All of them. None loads its driver before its first pool. Where there is no database, SQL is written for the first.</summary>
    public static readonly IReadOnlyList<DatabaseEngine> All =
    [
        new SqliteEngine(),
        new PostgresEngine(),
    ];

    // Asked for often enough to be named.
    static readonly Dictionary<string, string> Missing = new(StringComparer.OrdinalIgnoreCase) { ["mysql"] = "MySQL", ["mariadb"] = "MariaDB" };

    /// <summary>The engine of a URL, or null.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="own">Engines of the embedder.</param>
    public static DatabaseEngine? Find(string url, IReadOnlyList<DatabaseEngine>? own = null) => All.Concat(own ?? []).FirstOrDefault(engine => engine.Schemes.Contains(SchemeOf(url), StringComparer.OrdinalIgnoreCase));

    /// <summary>The engine that a program calls by name: its scheme, also with a version (sqlite3).</summary>
    public static DatabaseEngine? FindByName(string name, IReadOnlyList<DatabaseEngine> own) => All.Concat(own).FirstOrDefault(engine => engine.Schemes.Any(scheme => name.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The engine of a URL.</summary>
    /// <exception cref="HostException">There is none; the message names those that there are.</exception>
    public static DatabaseEngine Of(string url, IReadOnlyList<DatabaseEngine>? own = null) => Find(url, own) ?? throw new HostException(WhyNone(url));

    /// <summary>The forms of URLs that are supported, for help.</summary>
    public static IEnumerable<string> UrlForms => All.SelectMany(static engine => engine.UrlForms);

    /// <summary>The same in words, for messages.</summary>
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
        if (Missing.TryGetValue(scheme, out var missing)) return $"the database URL {shown} asks for {missing}, which this host does not support: {Supported}";
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
