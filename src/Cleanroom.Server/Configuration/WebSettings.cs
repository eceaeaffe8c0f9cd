using System.Globalization;
using Cleanroom.Bridge.Configuration;
using Cleanroom.Server.StaticFiles;
using Cleanroom.Server.Tls;

namespace Cleanroom.Server.Configuration;

/// <summary>What users decide about what a server does around the program.</summary>
static class WebSettings
{
    /// <summary>All of them, in the order in which help lists them.</summary>
    public static IReadOnlyList<Setting<CleanServerOptions>> All { get; } =
    [
        new("static", "PATH=DIR", "Serves the files of a directory below a path, such as /assets=dist. Repeat it for more.", Mounts) { IsRepeatable = true },
        new("public", "DIR", "Serves the files of a directory below /public. Default: the directory public beside the module when there is one.", (options, value) => options with { PublicDirectory = value }),
        new("no-public", "Serves no directory below /public.", (options, value) => value ? options with { PublicDirectory = null } : options),
        new("static-max-age", "SECONDS", "How long clients may use static files without asking again. Default: 0.", (options, value) => options with { StaticMaxAge = value == "0" ? TimeSpan.Zero : SettingValues.Seconds("--static-max-age", value) }),
        new("cors-origin", "LIST", "Lets pages of these origins read answers: https://example.org,https://example.com:8443 or *. The program's own list replaces it. Default: none.", Origins) { IsRepeatable = true },
        new("no-cors", "Lets no page of another origin read answers, whatever the program says.", (options, value) => options with { Cors = !value }),
        new("rate-limit", "N", "The most requests of one address in a window: 429 beyond. The program's own limit replaces it. Default: any number.", (options, value) => options with { RateLimit = SettingValues.Number("--rate-limit", value) }),
        new("rate-limit-window", "SECONDS", "The window of --rate-limit. Default: 60.", (options, value) => options with { RateLimitWindow = Window(value) }),
        new("trust-proxy", "CIDR", "Believes the X-Forwarded headers of proxies in these networks: 10.0.0.0/8,192.0.2.1 or loopback. Default: nobody's.", (options, values) => options with { TrustedProxies = Forwarding.TrustedProxies.Parse(values) }) { IsRepeatable = true },
        new("allow-host", "HOST", "Answers requests for these hosts only, *.example.org for all below one; others 400. Default: any.", (options, values) => options with { AllowedHosts = [.. values.SelectMany(Items)] }) { IsRepeatable = true },
        new("no-compression", "Sends texts as they are, also to clients that accept gzip or br.", (options, value) => options with { Compression = !value }),
        new("security-headers", "Adds X-Frame-Options, Referrer-Policy, Content-Security-Policy and, on TLS, Strict-Transport-Security, unless the program sets them.", (options, value) => options with { SecurityHeaders = value }),
    ];

    /// <summary>Those of a server of its own.</summary>
    public static IReadOnlyList<Setting<CleanServerOptions>> Listening { get; } =
    [
        new("tls-cert", "FILE", "Serves HTTPS with this certificate: PEM, with those that lead to its root behind it, or PFX. Read again when it changes.", (options, value) => options with { Tls = new TlsOptions(value) }),
        new("tls-key", "FILE", "The private key of --tls-cert in PEM. Default: in the same file.", (options, value) => options with { Tls = Tls(options, "--tls-key") with { Key = value } }),
        new("tls-password-file", "FILE", "A file whose first line is the password of the key or of the PFX file.", (options, value) => options with { Tls = Tls(options, "--tls-password-file") with { Password = value } }),
        new("receive-timeout", "SECONDS", "The most time for a client to send the headers of a request, and to stand still while a body or an answer is under way: 408, or the connection ends. Default: 15.", (options, value) => options with { ReceiveTimeout = SettingValues.Seconds("--receive-timeout", value) }),
        new("max-header-bytes", "BYTES", "The most bytes of all headers of a request: 431 beyond. Default: 32768.", (options, value) => options with { MaximumHeaderBytes = HeaderBytes(value) }),
        new("max-connections", "N", "The most connections; further ones are closed. Default: 10000.", (options, value) => options with { MaximumConnections = SettingValues.Number("--max-connections", value) }) { KnownVariable = "FRAME_MAX_CONNECTIONS" },
    ];

    // Kestrel keeps up to 1 MB of a request in memory.
    static int HeaderBytes(string text)
    {
        const int fewest = 1024, most = 1 << 20;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes is >= fewest and <= most
            ? bytes
            : throw new SettingException($"--max-header-bytes {text}: a number of bytes from {fewest} to {most} is wanted");
    }

    static TlsOptions Tls(CleanServerOptions options, string option) => options.Tls ?? throw new SettingException($"{option} has no meaning without --tls-cert");

    static CleanServerOptions Mounts(CleanServerOptions options, IReadOnlyList<string> values) => options with { StaticMounts = [.. values.Select(Mount)] };

    static CleanServerOptions Origins(CleanServerOptions options, IReadOnlyList<string> values) =>
        options with { CorsOrigins = [.. values.SelectMany(Items)] };

    static string[] Items(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // A bare number over an hour is probably meant in milliseconds, as another host has it.
    static TimeSpan Window(string text)
    {
        const int mostBareSeconds = 3600;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bare) && bare > mostBareSeconds
            ? throw new SettingException($"--rate-limit-window {text}: a number without a unit means seconds; write {text}ms for milliseconds or {text}s for seconds")
            : SettingValues.Seconds("--rate-limit-window", text);
    }

    static StaticMount Mount(string text) =>
        text.Split('=', 2) is [{ Length: > 0 } prefix, { Length: > 0 } directory]
            ? new StaticMount(prefix, directory)
            : throw new SettingException($"--static {text}: a path and a directory are wanted, for example --static /assets=dist");
}
