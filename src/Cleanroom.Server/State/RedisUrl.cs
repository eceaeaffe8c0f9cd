using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Web;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Settings;
using StackExchange.Redis;

namespace Cleanroom.Server.State;

/// <summary>
/// The location of a Redis, Valkey or Garnet server: <c>redis://[USER:]PASSWORD@HOST[:PORT][,HOST…][/DATABASE][?OPTION=VALUE&amp;…]</c>, <c>rediss://</c> for TLS.
/// Several hosts are those of a cluster, a primary and its replicas, or, with <c>sentinel=NAME</c>, the sentinels of a primary.
/// </summary>
static class RedisUrl
{
    const string Plain = "redis://", Tls = "rediss://", DefaultPrefix = "clean:";
    const int PlainPort = 6379, SentinelPort = 26379, DefaultTimeout = 5000, MaxTimeout = 60_000;

    /// <summary>The forms, for help and messages.</summary>
    public static IReadOnlyList<string> Forms { get; } = ["redis://USER:PASSWORD@HOST/DATABASE", "rediss://… (TLS)"];

    /// <summary>True for a location of this kind.</summary>
    public static bool IsFor(string place) => place.StartsWith(Plain, StringComparison.Ordinal) || place.StartsWith(Tls, StringComparison.Ordinal);

    /// <summary>Reads a location.</summary>
    /// <returns>The driver's settings and the prefix of all keys.</returns>
    /// <exception cref="SettingException">It has another form.</exception>
    public static (ConfigurationOptions Settings, string Prefix) Read(string place)
    {
        var isTls = place.StartsWith(Tls, StringComparison.Ordinal);
        var (rest, query) = Cut(place[(isTls ? Tls : Plain).Length..], '?');
        var at = rest.LastIndexOf('@');
        var (user, password) = at < 0 ? (null, null) : Login(rest[..at]);
        var (hosts, database) = Cut(rest[(at + 1)..], '/');
        var settings = new ConfigurationOptions
        {
            User = user,
            Password = password,
            Ssl = isTls,
            ClientName = "Cleanroom",
            SyncTimeout = DefaultTimeout,
            AsyncTimeout = DefaultTimeout,
            ConnectTimeout = DefaultTimeout,
            ReconnectRetryPolicy = new LinearRetry(RedisConnection.RetryMilliseconds),
            HeartbeatInterval = TimeSpan.FromMilliseconds(RedisConnection.RetryMilliseconds),
        };
        if (database.Length > 0) settings.DefaultDatabase = Number(place, "the database", database, int.MaxValue);
        var prefix = DefaultPrefix;
        var options = HttpUtility.ParseQueryString(query);
        foreach (var name in options.AllKeys) Apply(name ?? "", options[name] ?? "");
        foreach (var host in hosts.Split(',')) AddHost(host);
        return (settings, prefix);

        void Apply(string name, string value)
        {
            switch (name)
            {
                case "prefix": prefix = value; break;
                case "sentinel": settings.ServiceName = value; break;
                case "timeout": settings.SyncTimeout = settings.AsyncTimeout = settings.ConnectTimeout = Number(place, "timeout, in milliseconds", value, MaxTimeout); break;
                case "tls-host": settings.SslHost = value; break;
                case "tls-ca": Trust(place, settings, value); break;
                default: throw Refused(place, $"the option \"{name}\" is none of prefix, sentinel, timeout, tls-host, tls-ca");
            }
        }

        void AddHost(string host)
        {
            var colon = host.LastIndexOf(':') is var found && found > host.LastIndexOf(']') ? found : -1;
            var (name, port) = colon < 0 ? (host, settings.ServiceName is null ? PlainPort : SentinelPort) : (host[..colon], Number(place, "the port", host[(colon + 1)..], ushort.MaxValue));
            if (name.Length == 0) throw Refused(place, "a host is missing");
            settings.EndPoints.Add(name.Trim('[', ']'), port);
        }
    }

    // One word is a password, as the server's own commands have it.
    static (string? User, string? Password) Login(string text)
    {
        var colon = text.IndexOf(':');
        var user = colon < 0 ? "" : Uri.UnescapeDataString(text[..colon]);
        return (user.Length == 0 ? null : user, Uri.UnescapeDataString(text[(colon + 1)..]));
    }

    static void Trust(string place, ConfigurationOptions settings, string file)
    {
        X509Certificate2Collection authorities = [];
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw Refused(place, $"tls-ca={file} cannot be read: {unusable.Message}");
        }
        settings.CertificateValidation += (_, certificate, _, errors) => IsSignedBy(authorities, certificate, errors);
    }

    // The name has to match in any case.
    static bool IsSignedBy(X509Certificate2Collection authorities, X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var copy = new X509Certificate2(certificate);
        return chain.Build(copy);
    }

    static int Number(string place, string what, string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : throw Refused(place, $"{what} is no number up to {most}");

    static (string Before, string After) Cut(string text, char at) => text.IndexOf(at) is var found && found < 0 ? (text, "") : (text[..found], text[(found + 1)..]);

    static SettingException Refused(string place, string reason) => new(DatabaseUrl.Mask(place), DatabaseUrl.Reason(place, reason));
}
