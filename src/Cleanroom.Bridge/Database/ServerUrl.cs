using System.Globalization;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Database;

/// <summary>An address of a database server. A host that begins with a slash is the path of a Unix socket.</summary>
/// <param name="Host">Name, IP address without brackets, or path.</param>
/// <param name="Port">The port; null for the engine's default.</param>
readonly record struct ServerAddress(string Host, int? Port);

/// <summary>
/// The parts of <c>scheme://user:password@host:port,host:port/database?option=value</c>, percent-decoded. The options <c>host</c>, <c>port</c>, <c>user</c>,
/// <c>password</c> and <c>dbname</c> replace the part of that name.
/// </summary>
/// <param name="User">The user, or null.</param>
/// <param name="Password">The password, or null.</param>
/// <param name="Addresses">One address or more, in the order in which they are tried.</param>
/// <param name="Database">The database, or null.</param>
/// <param name="Options">The other options in their order.</param>
sealed record ServerUrl(string? User, string? Password, IReadOnlyList<ServerAddress> Addresses, string? Database, IReadOnlyList<KeyValuePair<string, string>> Options)
{
    /// <summary>Parses a URL.</summary>
    /// <exception cref="FormatException">The URL is invalid; the message does not repeat it.</exception>
    public static ServerUrl Parse(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal);
        if (start < 0) throw new FormatException("it is not of the form scheme://user:password@host:port/database");
        var (location, query) = Cut(url[(start + 3)..], '?');
        var (authority, database) = Cut(location, '/');
        // The rest of a password that contains / or ?.
        if (database.Contains('@', StringComparison.Ordinal)) throw new FormatException("the database contains @");
        // A password may contain @; a host cannot.
        var at = authority.LastIndexOf('@');
        var (user, password) = at < 0 ? ("", "") : Cut(authority[..at], ':');
        var hosts = authority[(at + 1)..].Split(',').Select(Address).ToArray();
        var (server, options) = (new ServerUrl(Given(user), Given(password), hosts, Given(database.Trim('/')), []), new List<KeyValuePair<string, string>>());
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, encoded) = Cut(pair, '=');
            var value = Uri.UnescapeDataString(encoded);
            switch (name)
            {
                case "user": server = server with { User = value }; break;
                case "password": server = server with { Password = value }; break;
                case "dbname": server = server with { Database = value }; break;
                case "host": server = server with { Addresses = [.. value.Split(',').Select(host => Address(host) is var address && address.Port is null ? address with { Port = server.Addresses[0].Port } : address)] }; break;
                case "port": server = server.WithPorts(value.Split(',')); break;
                default: options.Add(new(name, value)); break;
            }
        }
        return server with { Options = options };
    }

    /// <summary>Refuses servers that are not granted by name. A driver resolves names itself, so an address check would not be reliable.</summary>
    /// <exception cref="DatabaseException">A server is not granted.</exception>
    public void RequireGranted(Guest guest, string function, int defaultPort)
    {
        foreach (var (host, port) in Addresses)
        {
            if (guest.Options.Network.IsGranted(host, port ?? defaultPort)) continue;
            guest.Logger.NetworkRefused(function, host, port ?? defaultPort, guest.Options.SettingNames["net"]);
            throw new DatabaseException(DatabaseException.PermissionDenied, "the database server is not granted");
        }
    }

    ServerUrl WithPorts(string[] ports)
    {
        if (ports.Length != 1 && ports.Length != Addresses.Count) throw new FormatException($"it names {Addresses.Count} hosts, but {ports.Length} ports");
        return this with { Addresses = [.. Addresses.Select((address, i) => address with { Port = Port(ports[ports.Length == 1 ? 0 : i]) })] };
    }

    static ServerAddress Address(string text)
    {
        text = text.Trim();
        var colon = text.LastIndexOf(':');
        var hasPort = !text.StartsWith('/') && colon > text.LastIndexOf(']') && (text.StartsWith('[') || text.IndexOf(':', StringComparison.Ordinal) == colon);
        var host = Uri.UnescapeDataString(hasPort ? text[..colon] : text).Trim('[', ']');
        return new ServerAddress(host.Length > 0 ? host : "localhost", hasPort ? Port(text[(colon + 1)..]) : null);
    }

    static int Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? port : throw new FormatException("the port is not a number from 1 to 65535");

    static string? Given(string text) => text.Length == 0 ? null : Uri.UnescapeDataString(text);

    static (string Before, string After) Cut(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is var at && at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
}
