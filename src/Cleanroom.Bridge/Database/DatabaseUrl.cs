using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Cleanroom.Bridge.Database;

/// <summary>Reads database URLs (contract, functions 6) and makes the pool that each asks for.</summary>
static partial class DatabaseUrl
{
    const string Supported = "sqlite::memory:, sqlite:PATH and postgres://USER:PASSWORD@HOST/DATABASE are supported";

    /// <summary>A URL, a connection string of other clients, or a message with one in it, as it may be shown: passwords are three asterisks.</summary>
    public static string Mask(string text)
    {
        var masked = Settings().Replace(text, "$1***");
        var start = masked.IndexOf("//", StringComparison.Ordinal) is var slashes && slashes >= 0 ? slashes + 2 : 0;
        var end = masked.LastIndexOf('@');
        if (IsSqlite(masked) || end < start) return masked;
        var colon = masked.IndexOf(':', start, end - start);
        return colon < 0 ? masked : $"{masked[..(colon + 1)]}***{masked[end..]}";
    }

    /// <summary>The SQLite file of a URL, or null for another engine.</summary>
    public static SqliteLocation? SqliteOf(string url)
    {
        if (!IsSqlite(url)) return null;
        var rest = url["sqlite:".Length..];
        var query = rest.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? rest : rest[..query];
        if (path.StartsWith("//", StringComparison.Ordinal)) path = path[2..];
        if (path.Length == 0) throw new HostException($"the database URL {Mask(url)} names no file: {Supported}");
        var mode = "rwc";
        foreach (var pair in query < 0 ? [] : rest[(query + 1)..].Split('&'))
            if (pair.StartsWith("mode=", StringComparison.Ordinal)) mode = pair["mode=".Length..];
        if (mode == "memory") (path, mode) = (SqliteLocation.Memory, "rwc");
        if (mode is not ("rwc" or "rw" or "ro")) throw new HostException($"the database URL {Mask(url)} has the mode {Mask(mode)}: it is ro, rw or rwc");
        return new SqliteLocation(Uri.UnescapeDataString(path), mode);
    }

    /// <summary>Makes the pool of a URL; nothing is connected yet.</summary>
    /// <exception cref="HostException">The URL is not valid or its engine is not supported.</exception>
    public static DatabasePool CreatePool(string url, DatabaseOptions options)
    {
        if (SqliteOf(url) is { } location)
            return CreateSqlite(location.IsMemory ? location : location with { Path = Path.GetFullPath(location.Path) }, options, url);
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        var scheme = colon > 0 && url[..colon].All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '-' or '.') ? url[..colon] : "";
        return scheme.ToLowerInvariant() switch
        {
            "postgres" or "postgresql" => CreatePostgres(url, options),
            "mysql" or "mariadb" => throw new HostException($"the database URL {Mask(url)} asks for {(scheme.Equals("mysql", StringComparison.OrdinalIgnoreCase) ? "MySQL" : "MariaDB")}, which this host does not support: {Supported}"),
            "" when url.Contains('=', StringComparison.Ordinal) => throw new HostException($"{Mask(url)} is a connection string of another client; write it as a URL: {Supported}"),
            "" => throw new HostException($"the database URL {Mask(url)} has no scheme: {Supported}"),
            _ => throw new HostException($"the database URL {Mask(url)} has the unsupported scheme {scheme}: {Supported}"),
        };
    }

    /// <summary>True for the URL of a PostgreSQL server.</summary>
    public static bool IsPostgres(string url) =>
        url.StartsWith("postgres:", StringComparison.OrdinalIgnoreCase) || url.StartsWith("postgresql:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Makes the pool of an SQLite file.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static DatabasePool CreateSqlite(SqliteLocation location, DatabaseOptions options, string url) => new SqlitePool(location, options, url);

    // Not inlined: only a program that uses the engine loads its driver.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static PostgresPool CreatePostgres(string url, DatabaseOptions options)
    {
        try
        {
            return new PostgresPool(PostgresUrl.Parse(url), options, Mask(url));
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException)
        {
            throw new HostException($"the database URL {Mask(url)} cannot be used: {(malformed is FormatException ? malformed.Message : "a setting in it is not valid")}");
        }
    }

    static bool IsSqlite(string url) => url.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase);

    // In the query of a URL, and in the forms of .NET (Password=…;), JDBC and libpq (password='…' dbname=…). A value without quotes ends at a separator, or
    // where the next setting begins.
    [GeneratedRegex("""((?:password|passwd|passphrase|pwd|pass|secret)[ ]*=[ ]*)(?:'(?:[^'\\]|\\.|'')*'?|"(?:[^"]|"")*"?|[^;&]*?(?=\s+\w+(?:[ ]\w+)?[ ]*=|[;&]|$))""", RegexOptions.IgnoreCase)]
    private static partial Regex Settings();
}
