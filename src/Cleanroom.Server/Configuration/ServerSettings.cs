using Cleanroom.Bridge.Configuration;
using Cleanroom.Server.Responses;
using Cleanroom.Server.Sessions;

namespace Cleanroom.Server.Configuration;

/// <summary>
/// What users decide about a served application: each is an option of <c>cleanroom serve</c>, a variable of its environment, and a key in the configuration
/// of an ASP.NET Core application that embeds one.
/// </summary>
public static class ServerSettings
{
    /// <summary>Those of an application, wherever it is served, in the order in which help lists them.</summary>
    public static IReadOnlyList<Setting<CleanServerOptions>> Application { get; } =
    [
        new("body-limit", "SIZE", "The largest request body, in megabytes or with a unit; a larger one is answered 413. Default: 10 MB.", (options, value) => options with { BodyLimit = (long)SettingValues.Size("--body-limit", value) }),
        new("request-timeout", "SECONDS", "The most time for a request, waits in host functions included: 504 when it is over. Default: 30.", (options, value) => options with { RequestTimeout = SettingValues.Seconds("--request-timeout", value) }),
        new("start-timeout", "SECONDS", "The most time for the entry point. Default: 60.", (options, value) => options with { StartTimeout = SettingValues.Seconds("--start-timeout", value) }),
        new("max-concurrency", "N", "The most guests at work at once. Default: 4 for each processor, at least 16.", (options, value) => options with { MaximumConcurrency = SettingValues.Number("--max-concurrency", value) }) { KnownVariable = "WASM_POOL_SIZE" },
        new("queue", "N", "The most requests that wait for a guest; further ones are answered 503. Default: 256.", (options, value) => options with { QueueLength = SettingValues.Number("--queue", value) }),
        new("session-store", "PLACE", "Where sessions are kept: memory, sqlite:PATH, or postgres://USER:PASSWORD@HOST/NAME, which several servers can share. Default: memory.", (options, value) => options with { SessionStore = SessionStore.RequirePlace(value) }) { OtherNames = ["--session-redis"] },
        new("session-ttl", "SECONDS", "How long a session lives without being used. Default: 3600.", (options, value) => options with { SessionTimeToLive = SettingValues.Seconds("--session-ttl", value) }),
        new("session-cookie", "NAME", "The name of the session cookie. Default: session.", (options, value) => options with { SessionCookie = CookieName(value) }),
        new("no-csrf", "Does not ask for the CSRF token of sessions that have one.", (options, value) => options with { ChecksCsrf = !value }),
        new("metrics", "PATH", "Shows the figures of the application at this path, as Prometheus text. Default: nowhere.", (options, value) => options with { MetricsPath = value.StartsWith('/') ? value : throw new SettingException($"--metrics {value}: a path is wanted, for example /metrics") }),
        new("strict", "Refuses an application with missing imports or handlers, with the complete list: exit code 4.", (options, value) => options with { Strict = value }),
        new("dev", "Shows traps with their stack and the last log lines to clients. For development only.", (options, value) => options with { Development = value }) { KnownVariable = "CLEAN_DEV" },
        .. WebSettings.All,
        .. GuestSettings.All.Select(setting => setting.Within<CleanServerOptions>(options => options.Guest, (options, guest) => options with { Guest = guest })),
    ];

    /// <summary>Those of the server around it; an embedding application has its own server.</summary>
    public static IReadOnlyList<Setting<CleanServerOptions>> Listening { get; } =
    [
        new("port", "PORT", "The port; 0 for a free one. Default: what the program wishes for, else 3000.", (options, value) => options with { Port = SettingValues.Port("--port", value) }) { OtherNames = ["-p"] },
        new("host", "ADDRESS", "The address to listen on. Default: what the program wishes for, else 127.0.0.1.", (options, value) => options with { Address = Address(value) }),
        new("dev-remote", "Lets --dev show traps on addresses that other machines reach.", (options, value) => options with { DevelopmentRemote = value }),
        new("watch", "Loads the module again whenever its file changes. A version that cannot be loaded leaves the old one serving.", (options, value) => options with { Watch = value }),
        new("log-format", "FORMAT", "text, or json for one object a line. Default: text on a terminal, else json.", (options, value) => options with { LogsJson = SettingValues.OneOf("--log-format", value, "text", "json") == "json" }),
        new("quiet", "Logs warnings and errors only, no line for each request.", (options, value) => options with { Quiet = value }) { OtherNames = ["-q"] },
        new("drain-timeout", "SECONDS", "How long running requests may take when the server ends. Default: 30.", (options, value) => options with { DrainTimeout = SettingValues.Seconds("--drain-timeout", value) }),
        .. WebSettings.Listening,
    ];

    /// <summary>All of them.</summary>
    public static IEnumerable<Setting<CleanServerOptions>> All => Listening.Concat(Application);

    static string CookieName(string text) =>
        HeaderRules.IsToken(System.Text.Encoding.UTF8.GetBytes(text)) ? text : throw new SettingException($"--session-cookie {text}: a name of letters, digits, - and _ is wanted");

    static System.Net.IPAddress Address(string text) =>
        text == "localhost" ? System.Net.IPAddress.Loopback
        : System.Net.IPAddress.TryParse(text, out var address) ? address
        : throw new SettingException($"--host {text}: an address is wanted, like 127.0.0.1 or 0.0.0.0");
}
