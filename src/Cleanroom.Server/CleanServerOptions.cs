using Cleanroom.Bridge;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Sessions;
using Cleanroom.Server.State;
using Cleanroom.Server.StaticFiles;
using Cleanroom.Wasm;

namespace Cleanroom.Server;

/// <summary>Options for serving an application.</summary>
public sealed record CleanServerOptions
{
    /// <summary>
    /// Types with your own host functions, which programs import beside Cleanroom's: static methods with a
    /// <see cref="Bridge.Binding.HostFunctionAttribute"/>.
    /// </summary>
    public IReadOnlyList<Type> HostFunctions { get; init; } = [];

    /// <summary>What guests may do and use. The guest console always goes to the log, whatever these options say.</summary>
    public GuestOptions Guest { get; init; } = new();

    /// <summary>The address a standalone server listens on; null for the address the program requests, else loopback.</summary>
    public System.Net.IPAddress? Address { get; init; }

    /// <summary>The port of a standalone server, 0 for a free one; null for the port the program requests, else 3000.</summary>
    public int? Port { get; init; }

    /// <summary>Maximum size of a request body in bytes. Default: 10 MB.</summary>
    public long BodyLimit { get; init; } = 10 << 20;

    /// <summary>Maximum duration of a request; <see cref="Timeout.InfiniteTimeSpan"/> for no limit. Default: 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Maximum duration of the entry point. Default: 60 seconds.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Maximum number of guests running at once that never block. Default: four per processor, at least 16.</summary>
    public int MaxConcurrency { get; init; } = Math.Max(16, 4 * Environment.ProcessorCount);

    /// <summary>
    /// True to raise the minimum of this process's thread pool to <see cref="MaxConcurrency"/> plus eight while guests hold its threads. Guests that never
    /// block run on the pool's threads; when all of them loop, the pool adds threads slowly, and other requests of the process wait for that. Default: false,
    /// which changes nothing in the process.
    /// </summary>
    public bool RaiseThreadPoolMinimum { get; init; }

    /// <summary>
    /// Maximum number of guests running at once that can block: on another server, a database server or a sleep. They run on dedicated threads. Default: 256.
    /// </summary>
    public int MaxBlocked { get; init; } = 256;

    /// <summary>Maximum number of requests that wait for a guest, of either kind; further requests are answered 503. Default: 256.</summary>
    public int QueueLength { get; init; } = 256;

    /// <summary>
    /// The memory of guests and of buffered bodies. Requests for which it has no room wait, then get 503. Applications can share one. Default: the budget of
    /// the process.
    /// </summary>
    public MemoryBudget MemoryBudget { get; init; } = MemoryBudget.OfProcess;

    /// <summary>
    /// Where the state that servers share is kept: <c>memory</c>, <c>sqlite</c> (a file in <see cref="DataDirectory"/>), the URL of a database, or
    /// <c>redis://…</c>. Default: memory.
    /// </summary>
    public string State { get; init; } = StatePlace.Memory;

    /// <summary>The directory for files of the server itself, closed to the program and to clients. Null for <c>.cleanroom</c> in the first granted directory.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>
    /// The Redis server through which WebSocket messages reach the clients of all servers, or <c>memory</c> for this process alone. Null for the place of
    /// <see cref="State"/> where it is Redis.
    /// </summary>
    public string? Broadcast { get; init; }

    /// <summary>Where sessions and single-use tokens are kept, a place as of <see cref="State"/>, which is the default.</summary>
    public string? SessionStore { get; init; }

    /// <summary>Opens your own session store with the application's clock; the application disposes of it. Null to use <see cref="SessionStore"/>.</summary>
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

    /// <summary>True (the default) to require the CSRF token for sessions that have one.</summary>
    public bool ChecksCsrf { get; init; } = true;

    /// <summary>True to refuse an application with missing imports or handlers.</summary>
    public bool Strict { get; init; }

    /// <summary>The path of the metrics in Prometheus text format, or null to disable it.</summary>
    public string? MetricsPath { get; init; }

    /// <summary>True to reload the module of a standalone server whenever its file changes.</summary>
    public bool Watch { get; init; }

    /// <summary>Maximum number of open event streams. Default: 1,000.</summary>
    public int MaxStreams { get; init; } = 1000;

    /// <summary>Maximum number of open event streams of one client address. Default: 100.</summary>
    public int MaxStreamsPerAddress { get; init; } = 100;

    /// <summary>The maximum time of an event stream. Default: one hour.</summary>
    public TimeSpan StreamTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>True to log only warnings and errors, without a line per request.</summary>
    public bool Quiet { get; init; }

    /// <summary>The log format of a standalone server: true for JSON, false for text, null for text on a terminal and JSON otherwise.</summary>
    public bool? LogsJson { get; init; }

    /// <summary>How long a standalone server waits for running requests at shutdown. Default: 30 seconds.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>True to show clients the trap and its stack. For development only.</summary>
    public bool Development { get; init; }

    /// <summary>True to let a standalone server show them to clients on other machines too.</summary>
    public bool DevelopmentRemote { get; init; }

    /// <summary>Directories with static files, searched before the program's own.</summary>
    public IReadOnlyList<StaticMount> StaticMounts { get; init; } = [];

    /// <summary>The directory served below <c>/public</c>, or null.</summary>
    public string? PublicDirectory { get; init; }

    /// <summary>The directory <c>public</c> beside a module, or null if it does not exist.</summary>
    public static string? FindPublicDirectory(string moduleDirectory) => Path.Join(moduleDirectory, "public") is var path && Directory.Exists(path) ? path : null;

    /// <summary>How long clients may cache static files without revalidating. Default: not at all.</summary>
    public TimeSpan StaticMaxAge { get; init; }

    /// <summary>Origins whose pages may read responses, such as <c>https://example.org:8443</c>, or <c>*</c>; a call by the program replaces them.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>False to disable CORS, whatever the program says.</summary>
    public bool Cors { get; init; } = true;

    /// <summary>Where the requests of rate limits are counted, a place as of <see cref="State"/>, which is the default.</summary>
    public string? RateLimitStore { get; init; }

    /// <summary>
    /// Maximum number of requests per client address in a <see cref="RateLimitWindow"/>, or null for no limit; a call by the program replaces both.
    /// </summary>
    public int? RateLimit { get; init; }

    /// <summary>The window in which requests are counted. Default: one minute.</summary>
    public TimeSpan RateLimitWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Networks of proxies whose X-Forwarded headers are trusted.</summary>
    public IReadOnlyList<System.Net.IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Accepted hosts, <c>*.example.org</c> for all subdomains; empty for any host.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>True to compress text for clients that accept it. Default: true.</summary>
    public bool Compression { get; init; } = true;

    /// <summary>True to send security headers, which forbid frames and foreign scripts among others, unless the program sets them.</summary>
    public bool SecurityHeaders { get; init; }

    /// <summary>The certificate of a standalone server, or null to serve without encryption.</summary>
    public Tls.TlsOptions? Tls { get; init; }

    /// <summary>
    /// Maximum time for a client to send the request headers and for a TLS handshake; also how long a client may stall while its body or the response is in
    /// transit. Default: 15 seconds.
    /// </summary>
    public TimeSpan ReceiveTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Maximum total size of the request headers in bytes. Default: 32 KB.</summary>
    public int MaxHeaderBytes { get; init; } = 32 << 10;

    /// <summary>Maximum number of connections; further connections are closed. Default: 10,000.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Maximum number of WebSocket clients; further ones get 503. Default: 10,000.</summary>
    public int MaxSockets { get; init; } = 10_000;

    /// <summary>Maximum number of WebSocket clients with one address; further ones get 429. Default: 1,000.</summary>
    public int MaxSocketsPerAddress { get; init; } = 1_000;

    /// <summary>Maximum number of WebSocket messages a second from one address; twice as many may come at once. Default: 500.</summary>
    public int SocketRate { get; init; } = 500;

    /// <summary>How long a WebSocket client may be silent before it gets a ping, and then until the connection ends.</summary>
    internal TimeSpan SocketPingInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Minimum rate, in bytes per second, at which a client must send a body or read a response after <see cref="ReceiveTimeout"/>.</summary>
    internal int MinRate { get; init; } = 240;
}
