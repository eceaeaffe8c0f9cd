using Cleanroom.Bridge;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Sessions;
using Cleanroom.Server.StaticFiles;

namespace Cleanroom.Server;

/// <summary>How an application is served.</summary>
public sealed record CleanServerOptions
{
    /// <summary>
    /// Types with host functions of your own, which programs import beside Cleanroom's: static methods with a <see cref="Bridge.Binding.HostFunctionAttribute"/>.
    /// </summary>
    public IReadOnlyList<Type> HostFunctions { get; init; } = [];

    /// <summary>What guests may do and use. Their console is the log, whatever these options say.</summary>
    public GuestOptions Guest { get; init; } = new();

    /// <summary>Where a server of its own listens; null for what the program wishes for, else this machine only.</summary>
    public System.Net.IPAddress? Address { get; init; }

    /// <summary>The port of a server of its own, 0 for a free one; null for what the program wishes for, else 3000.</summary>
    public int? Port { get; init; }

    /// <summary>Most bytes of a request body. Default: 10 MB.</summary>
    public long BodyLimit { get; init; } = 10 << 20;

    /// <summary>Most time for a request; <see cref="Timeout.InfiniteTimeSpan"/> for any. Default: 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most time for the entry point. Default: 60 seconds.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Most guests at work at once. Default: four for each processor, at least 16.</summary>
    public int MaxConcurrency { get; init; } = Math.Max(16, 4 * Environment.ProcessorCount);

    /// <summary>
    /// True to raise the minimum of this process's thread pool by <see cref="MaxConcurrency"/>. Guests that never wait run on the pool's threads; when all of
    /// them loop, the pool adds threads slowly, and other requests of the process wait for that. Default: false, which changes nothing in the process.
    /// </summary>
    public bool RaiseThreadPoolMinimum { get; init; }

    /// <summary>Most requests that wait for a guest; further ones are answered 503. Default: 256.</summary>
    public int QueueLength { get; init; } = 256;

    /// <summary>Where sessions are kept: <c>memory</c>, <c>sqlite:PATH</c> or <c>postgres:URL</c>. Default: memory.</summary>
    public string SessionStore { get; init; } = SessionStores.Memory;

    /// <summary>Opens a session store of your own, with the clock of the application, which disposes of it; null for the one of <see cref="SessionStore"/>.</summary>
    public Func<TimeProvider, SessionStore>? OpenSessionStore { get; init; }

    /// <summary>How long a session lives without being used. Default: one hour.</summary>
    public TimeSpan SessionTimeToLive { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The name of the session cookie. Default: <c>session</c>.</summary>
    public string SessionCookie
    {
        get;
        init => (field, SessionCookieBytes) = (value, System.Text.Encoding.UTF8.GetBytes(value));
    } = "session";

    internal byte[] SessionCookieBytes { get; private init; } = "session"u8.ToArray();

    /// <summary>True (the default) to ask for the CSRF token of sessions that have one.</summary>
    public bool ChecksCsrf { get; init; } = true;

    /// <summary>True to refuse an application with missing imports or handlers.</summary>
    public bool Strict { get; init; }

    /// <summary>Where the figures of the application are shown as Prometheus text, or null for nowhere.</summary>
    public string? MetricsPath { get; init; }

    /// <summary>True to load the module of a server of its own again whenever its file changes.</summary>
    public bool Watch { get; init; }

    /// <summary>True to log warnings and errors only, no line for each request.</summary>
    public bool Quiet { get; init; }

    /// <summary>How a server of its own writes its log; null for text on a terminal and JSON elsewhere.</summary>
    public bool? LogsJson { get; init; }

    /// <summary>How long a server of its own waits for running requests when it ends. Default: 30 seconds.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>True to show clients the trap and its stack. For development only.</summary>
    public bool Development { get; init; }

    /// <summary>True to let a server of its own do that for clients on other machines too.</summary>
    public bool DevelopmentRemote { get; init; }

    /// <summary>Directories whose files are served, looked at before those of the program.</summary>
    public IReadOnlyList<StaticMount> StaticMounts { get; init; } = [];

    /// <summary>The directory whose files are served below <c>/public</c>, or null.</summary>
    public string? PublicDirectory { get; init; }

    /// <summary>The directory <c>public</c> beside a module, or null when there is none.</summary>
    public static string? FindPublicDirectory(string moduleDirectory) => Path.Join(moduleDirectory, "public") is var path && Directory.Exists(path) ? path : null;

    /// <summary>How long clients may use static files without asking again. Default: not at all.</summary>
    public TimeSpan StaticMaxAge { get; init; }

    /// <summary>Origins whose pages may read answers, such as <c>https://example.org:8443</c>, or <c>*</c>; the program's call replaces them.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>False to let no page of another origin read answers, whatever the program says.</summary>
    public bool Cors { get; init; } = true;

    /// <summary>Most requests of one address in a <see cref="RateLimitWindow"/>, or null for any number; the program's call replaces both.</summary>
    public int? RateLimit { get; init; }

    /// <summary>The time in which requests are counted. Default: one minute.</summary>
    public TimeSpan RateLimitWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Networks of proxies whose X-Forwarded headers are believed.</summary>
    public IReadOnlyList<System.Net.IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Hosts that requests may be for, <c>*.example.org</c> for all below one; empty for any.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>True to compress texts for clients that accept it. Default: true.</summary>
    public bool Compression { get; init; } = true;

    /// <summary>True to send headers that forbid frames, foreign scripts and the like, unless the program sets them.</summary>
    public bool SecurityHeaders { get; init; }

    /// <summary>The certificate of a server of its own, or null to serve without encryption.</summary>
    public Tls.TlsOptions? Tls { get; init; }

    /// <summary>Most time for a client to send the headers of a request, and for a handshake; how long it may stand still while its body or the answer is under way. Default: 15 seconds.</summary>
    public TimeSpan ReceiveTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Most bytes of all headers of a request. Default: 32 KB.</summary>
    public int MaxHeaderBytes { get; init; } = 32 << 10;

    /// <summary>Most connections; further ones are closed. Default: 10,000.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Fewest bytes in a second that a client has to send of a body or to take of an answer, after <see cref="ReceiveTimeout"/>.</summary>
    internal int MinRate { get; init; } = 240;
}
