using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Database;

/// <summary>A database engine: one class per engine, in a folder with all that the engine needs. Cleanroom's are in one list; one of your own is added by <see cref="DatabaseOptions.Engines"/>.</summary>
public abstract class DatabaseEngine
{
    /// <summary>The schemes of its URLs in lower case, the usual one first.</summary>
    public abstract IReadOnlyList<string> Schemes { get; }

    /// <summary>The forms of its URLs, for messages.</summary>
    public abstract IReadOnlyList<string> UrlForms { get; }

    /// <summary>
    /// True for a server: its URL names a host, a user and a password, and waiting for its answers needs a thread. False for a file: what follows the scheme is its path.
    /// </summary>
    public abstract bool IsRemote { get; }

    /// <summary>What its SQL looks like.</summary>
    public abstract SqlDialect Dialect { get; }

    /// <summary>Makes the pool of a URL that the user gave; nothing is connected yet.</summary>
    /// <exception cref="HostException">The URL is not valid. The message has no password.</exception>
    public abstract DatabasePool CreatePool(string url, DatabaseOptions options);

    /// <summary>Makes the pool of a URL that a program gave, if its file or server is granted.</summary>
    /// <exception cref="HostException">The URL is not valid. The message has no password.</exception>
    /// <exception cref="DatabaseException">What it names is not granted.</exception>
    public abstract DatabasePool CreateGrantedPool(Guest guest, string function, string url, DatabaseOptions options);
}
