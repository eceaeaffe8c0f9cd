using MySqlConnector;

namespace Cleanroom.Bridge.Database.MySql;

/// <summary>The driver's settings for <c>mysql://user:password@host:port/database?ssl-mode=required</c>. Options are named as MySQL's own programs name them.</summary>
static class MySqlUrl
{
    public const int DefaultPort = 3306;

    const string OptionNames = "ssl-mode, ssl-ca, ssl-cert, ssl-key, socket, charset, sql-mode, compress, server-public-key-path, get-server-public-key, host, port, user, password, dbname";

    /// <summary>Options whose value is a local file.</summary>
    public static readonly IReadOnlyList<string> FileOptions = ["ssl-ca", "ssl-cert", "ssl-key", "socket", "server-public-key-path"];

    /// <summary>Returns the driver's settings for each address of a URL.</summary>
    /// <exception cref="FormatException">An option is unknown or invalid.</exception>
    public static MySqlConnectionStringBuilder[] Settings(ServerUrl server, out string? sqlMode)
    {
        var settings = new MySqlConnectionStringBuilder
        {
            UserID = server.User ?? "",
            Password = server.Password ?? "",
            Database = server.Database ?? "",
            ApplicationName = "cleanroom",
            // Dates that .NET does not have; texts are never UUIDs; @names belong to the program; rows that match count as affected, as on other engines.
            AllowZeroDateTime = true,
            GuidFormat = MySqlGuidFormat.None,
            AllowUserVariables = true,
            UseAffectedRows = false,
            // A statement could otherwise ask this machine for its files.
            AllowLoadLocalInfile = false,
            AutoEnlist = false,
        };
        sqlMode = null;
        foreach (var (name, value) in server.Options)
        {
            if (name == "sql-mode") sqlMode = Mode(value);
            else Set(settings, name, value);
        }
        return [.. server.Addresses.Select(address => At(address, settings))];
    }

    static MySqlConnectionStringBuilder At(ServerAddress address, MySqlConnectionStringBuilder settings)
    {
        var result = new MySqlConnectionStringBuilder(settings.ConnectionString);
        if (result.ConnectionProtocol == MySqlConnectionProtocol.UnixSocket) return result;
        result.Server = address.Host;
        result.Port = (uint)(address.Port ?? DefaultPort);
        if (address.Host.StartsWith('/')) result.ConnectionProtocol = MySqlConnectionProtocol.UnixSocket;
        return result;
    }

    static void Set(MySqlConnectionStringBuilder settings, string name, string value)
    {
        switch (name)
        {
            case "ssl-mode": settings.SslMode = SslMode(value); break;
            case "ssl-ca": settings.SslCa = value; break;
            case "ssl-cert": settings.SslCert = value; break;
            case "ssl-key": settings.SslKey = value; break;
            case "socket": (settings.ConnectionProtocol, settings.Server) = (MySqlConnectionProtocol.UnixSocket, value); break;
            case "charset":
                if (value is not ("utf8mb4" or "utf8")) throw new FormatException($"charset={value} is not possible: texts are always utf8mb4");
                break;
            case "compress": settings.UseCompression = Flag(name, value); break;
            case "server-public-key-path": settings.ServerRsaPublicKeyFile = value; break;
            case "get-server-public-key": settings.AllowPublicKeyRetrieval = Flag(name, value); break;
            default: throw new FormatException($"the option {name} is unknown; there are {OptionNames}");
        }
    }

    static MySqlSslMode SslMode(string value) => value.ToLowerInvariant().Replace('_', '-') switch
    {
        "disabled" => MySqlSslMode.Disabled,
        "preferred" => MySqlSslMode.Preferred,
        "required" => MySqlSslMode.Required,
        "verify-ca" => MySqlSslMode.VerifyCA,
        "verify-identity" => MySqlSslMode.VerifyFull,
        _ => throw new FormatException($"ssl-mode={value} is none of disabled, preferred, required, verify-ca, verify-identity"),
    };

    static bool Flag(string name, string value) => value switch
    {
        "" or "1" or "true" => true,
        "0" or "false" => false,
        _ => throw new FormatException($"{name}={value} is neither true nor false"),
    };

    // It becomes part of a statement.
    static string Mode(string value) => value.All(static letter => char.IsAsciiLetter(letter) || letter is '_' or ',')
        ? value
        : throw new FormatException("sql-mode is a list of names: letters, underscores and commas");
}
