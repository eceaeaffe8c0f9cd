using Npgsql;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>The driver's settings for <c>postgres://user:password@host:port/database?sslmode=require</c>.</summary>
static class PostgresUrl
{
    const string OptionNames = "sslmode, sslrootcert, sslcert, sslkey, sslpassword, channel_binding, target_session_attrs, application_name, options, host, port, user, password, dbname";

    /// <summary>Options whose value is a local file.</summary>
    public static readonly IReadOnlyList<string> FileOptions = ["sslrootcert", "sslcert", "sslkey"];

    /// <summary>Returns the driver's settings for a URL.</summary>
    /// <exception cref="FormatException">An option is unknown or invalid.</exception>
    public static NpgsqlConnectionStringBuilder Settings(ServerUrl server)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            ApplicationName = "cleanroom",
            // Timestamps without a zone are UTC in both directions.
            Timezone = "UTC",
        };
        if (server.Addresses is [var only]) (settings.Host, settings.Port) = (only.Host, only.Port ?? NpgsqlConnection.DefaultPort);
        else settings.Host = string.Join(',', server.Addresses.Select(static address => $"{(address.Host.Contains(':', StringComparison.Ordinal) ? $"[{address.Host}]" : address.Host)}:{address.Port ?? NpgsqlConnection.DefaultPort}"));
        if (server.User is { } user) settings.Username = user;
        if (server.Password is { } password) settings.Password = password;
        if (server.Database is { } database) settings.Database = database;
        foreach (var (name, value) in server.Options) Set(settings, name, value);
        return settings;
    }

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
            case "sslpassword": settings.SslPassword = value; break;
            case "channel_binding":
                settings.ChannelBinding = value switch
                {
                    "disable" => ChannelBinding.Disable,
                    "prefer" => ChannelBinding.Prefer,
                    "require" => ChannelBinding.Require,
                    _ => throw new FormatException($"channel_binding={value} is none of disable, prefer, require"),
                };
                break;
            case "target_session_attrs": settings.TargetSessionAttributes = value; break;
            case "application_name": settings.ApplicationName = value; break;
            case "options": settings.Options = value; break;
            default: throw new FormatException($"the option {name} is unknown; there are {OptionNames}");
        }
    }
}
