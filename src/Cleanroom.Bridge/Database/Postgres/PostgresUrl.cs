using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;
using Npgsql;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>Parses <c>postgres://user:password@host:port/database?sslmode=require</c>.</summary>
static class PostgresUrl
{
    /// <summary>Returns the driver's settings for a URL.</summary>
    /// <exception cref="FormatException">The URL is invalid; the message does not repeat it.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri)) throw new FormatException("it is not a valid URL: postgres://user:password@host:port/database is expected");
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host.Length > 0 ? uri.Host.Trim('[', ']') : "localhost",
            Port = uri.Port > 0 ? uri.Port : NpgsqlConnection.DefaultPort,
            ApplicationName = "cleanroom",
            // Timestamps without a zone are UTC in both directions.
            Timezone = "UTC",
        };
        var colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
        var user = colon < 0 ? uri.UserInfo : uri.UserInfo[..colon];
        if (user.Length > 0) settings.Username = Uri.UnescapeDataString(user);
        if (colon >= 0) settings.Password = Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]);
        if (uri.AbsolutePath.Trim('/') is { Length: > 0 } database) settings.Database = Uri.UnescapeDataString(database);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0) Set(settings, pair[..equals], Uri.UnescapeDataString(pair[(equals + 1)..]));
        }
        return settings;
    }

    /// <summary>
    /// Refuses a server named by a program unless it is granted. The driver resolves names itself, so an address check would not be reliable: the name
    /// decides. Key and certificate files are only allowed in URLs given by the user.
    /// </summary>
    /// <exception cref="DatabaseException">The server is not granted.</exception>
    public static void RequireGranted(Guest guest, string function, string url)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = Parse(url);
        }
        catch (FormatException)
        {
            // Creating the pool reports the error.
            return;
        }
        if (settings.RootCertificate is not null || settings.SslCertificate is not null || settings.SslKey is not null)
            throw new DatabaseException(DatabaseException.PermissionDenied, "a program may not name files of keys and certificates");
        foreach (var host in settings.Host!.Split(','))
        {
            var (name, port) = (host.Trim(), settings.Port);
            if (guest.Options.Network.IsGranted(name, port)) continue;
            guest.Logger.NetworkRefused(function, name, port, guest.Options.SettingNames["net"]);
            throw new DatabaseException(DatabaseException.PermissionDenied, "the database server is not granted");
        }
    }

    // Settings unknown to the driver (of poolers and other clients) are ignored.
    static void Set(NpgsqlConnectionStringBuilder settings, string name, string value)
    {
        switch (name)
        {
            case "sslmode":
                settings.SslMode = Enum.TryParse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var mode)
                    ? mode
                    : throw new FormatException($"sslmode={value} is none of disable, allow, prefer, require, verify-ca, verify-full");
                break;
            case "sslrootcert": settings.RootCertificate = value; break;
            case "sslcert": settings.SslCertificate = value; break;
            case "sslkey": settings.SslKey = value; break;
            case "user": settings.Username = value; break;
            case "password": settings.Password = value; break;
            case "dbname": settings.Database = value; break;
            case "host": settings.Host = value; break;
            case "port" when int.TryParse(value, out var port): settings.Port = port; break;
            case "application_name": settings.ApplicationName = value; break;
            case "options": settings.Options = value; break;
        }
    }
}
