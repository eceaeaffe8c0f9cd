using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Database;

/// <summary>
/// A database engine: one class per engine, in a folder with everything the engine needs. Cleanroom's engines are in one list; add your own with
/// <see cref="DatabaseOptions.Engines"/>.
/// </summary>
public abstract class DatabaseEngine
{
    /// <summary>The schemes of its URLs in lower case, the preferred one first.</summary>
    public abstract IReadOnlyList<string> Schemes { get; }

    /// <summary>The forms of its URLs, for messages.</summary>
    public abstract IReadOnlyList<string> UrlForms { get; }

    /// <summary>
    /// True for a server: its URL names a host, a user and a password, and statements block the thread. False for a file: the rest of the URL is its path.
    /// </summary>
    public abstract bool IsRemote { get; }

    /// <summary>The engine's SQL dialect.</summary>
    public abstract SqlDialect Dialect { get; }

    /// <summary>Creates the pool for a URL given by the user, without connecting.</summary>
    /// <exception cref="HostException">The URL is invalid. The message contains no password.</exception>
    public abstract DatabasePool CreatePool(string url, DatabaseOptions options);

    /// <summary>Creates the pool for a URL given by a program, if its file or server is granted.</summary>
    /// <exception cref="HostException">The URL is invalid. The message contains no password.</exception>
    /// <exception cref="DatabaseException">The file or server is not granted.</exception>
    public abstract DatabasePool CreateGrantedPool(Guest guest, string function, string url, DatabaseOptions options);
}
