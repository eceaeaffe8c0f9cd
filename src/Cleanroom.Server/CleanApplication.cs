using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;
using Cleanroom.Bridge.Translations;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Hosting;
using Cleanroom.Server.Pipeline;
using Cleanroom.Wasm;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server;

/// <summary>
/// A Clean web application: a module whose entry point ran once and registered routes. Each request runs in its own guest, which starts in the state after
/// the entry point.
/// </summary>
public sealed class CleanApplication : IDisposable
{
    /// <summary>Thread-pool threads kept for connections and for requests that run no guest.</summary>
    const int SpareThreads = 8;

    const int MaxTraps = 20;

    // What host functions may use below a guest: drivers of databases are the deepest.
    const int HostStackBytes = 1 << 20;

    static readonly TimeSpan MaxStopping = TimeSpan.FromSeconds(5), StopInterval = TimeSpan.FromMilliseconds(10), MaxBusy = TimeSpan.FromSeconds(10), ThreadIdleTime = TimeSpan.FromSeconds(20);

    readonly OpenedOptions _opened;
    readonly ConcurrentQueue<string> _lastTraps = new();
    readonly ConditionalWeakTable<Deployment, object?> _versions = [];
    IApplicationObserver[] _observers = [];
    volatile RequestPipeline? _pipeline;
    ThreadPoolWatch? _poolWatch;

    CleanApplication(OpenedOptions opened, CleanServerOptions options)
    {
        _opened = opened;
        Options = options;
        Logger = options.Guest.Logger;
        LogsRequests = Logger.IsEnabled(LogLevel.Information);
        var files = OpenFileLimit.Read();
        MaxBlocked = ConnectionLimit.BlockedGuests(options.MaxBlocked, files);
        if (MaxBlocked < options.MaxBlocked) Logger.BlockedReduced(MaxBlocked, files!.Value);
        GuestStackBytes = options.Guest.Limits.StackBytes + HostStackBytes;
        Scheduler = new GuestScheduler(MaxBlocked, ThreadIdleTime, GuestStackBytes);
        Memory = new MemoryQueue(options.MemoryBudget, options.Guest.SettingNames["memory-budget"], Logger, options.Guest.Clock);
        Transfers = new TransferMemory(options.MemoryBudget, options.ReceiveTimeout, options.Guest.Clock);
        Gate = new ConcurrencyGate(options.MaxConcurrency, options.QueueLength);
        BlockingGate = new ConcurrencyGate(MaxBlocked, options.QueueLength);
        if (!options.Guest.Database!.IsRemote) Blocking &= ~Waits.Database;
    }

    /// <summary>The current module.</summary>
    public CleanModule Module => Current.Module;

    /// <summary>The options the application is served with.</summary>
    public CleanServerOptions Options { get; private set; }

    /// <summary>The port the program requested, or null.</summary>
    public int? Port => Current.Start.Port;

    /// <summary>The address the program requested, or null.</summary>
    public IPAddress? Host => Current.Start.Host;

    /// <summary>The registered routes: method, pattern and required role (null for none).</summary>
    public IEnumerable<(string Method, string Pattern, string? RequiredRole)> Routes => Current.Start.Routes.Select(route => (route.Method, route.Pattern, route.RequiredRole));

    /// <summary>True while a guest is available without waiting.</summary>
    public bool HasFreeGuest => Gate.HasPlace && BlockingGate.HasPlace;

    /// <summary>True during shutdown: no new requests are accepted.</summary>
    internal bool IsDraining { get; private set; }

    /// <summary>True while requests are answered: not draining, and not without a free guest of either kind for ten seconds.</summary>
    internal bool IsReady => !IsDraining && Gate.FullFor < MaxBusy && BlockingGate.FullFor < MaxBusy;

    /// <summary>The current version. A request keeps the version it started with.</summary>
    internal Deployment Current => _pipeline!.Deployment;

    /// <summary>Feature state shared by all versions of the module. Set before the first version is loaded.</summary>
    internal StateSlots States { get; } = new();

    /// <summary>The dedicated threads for guests that may block.</summary>
    internal GuestScheduler Scheduler { get; }

    /// <summary>Maximum number of running guests that can block: the option, reduced to what the system's limit of open files allows.</summary>
    internal int MaxBlocked { get; }

    /// <summary>The stack size of a thread for guests.</summary>
    internal int GuestStackBytes { get; }

    /// <summary>Leases guests within the memory budget.</summary>
    internal MemoryQueue Memory { get; }

    /// <summary>The part of the memory budget for bodies on their way.</summary>
    internal TransferMemory Transfers { get; }

    /// <summary>Limits the number of running guests that never block.</summary>
    internal ConcurrencyGate Gate { get; }

    /// <summary>Limits the number of running guests that can block.</summary>
    internal ConcurrencyGate BlockingGate { get; }

    /// <summary>Kinds of waits that run on a dedicated thread. In-process and file-based stores answer faster than a thread hop and are left out.</summary>
    internal Waits Blocking { get; set; } = ~Waits.None;

    /// <summary>
    /// True when the server carries each header byte as one character (<see cref="Hosting.KestrelSetup"/>); false when it reads UTF-8 and writes ASCII.
    /// </summary>
    internal bool CarriesHeaderBytes { get; set; }

    /// <summary>Encodes response bodies, for example by compressing them; or null.</summary>
    internal BodyEncoder? Encoder { get; set; }

    /// <summary>Contexts for requests.</summary>
    internal ContextPool Contexts { get; } = new();

    /// <summary>True when every request is logged.</summary>
    internal bool LogsRequests { get; }

    int RunningGuests => Gate.Running + BlockingGate.Running;

    /// <summary>Numbers of idle and busy guests.</summary>
    internal (int Idle, int Busy) GuestStates => _pipeline is { } pipeline ? (pipeline.Deployment.Guests.Idle, RunningGuests) : default;

    /// <summary>The SHA-256 of the current module.</summary>
    internal string ModuleHash => Current.Module.Sha256;

    /// <summary>Method, pattern and reason of the most recent failed requests, newest last.</summary>
    internal IReadOnlyCollection<string> LastTraps => _lastTraps;

    /// <summary>When the application was loaded.</summary>
    internal DateTimeOffset Started { get; } = DateTimeOffset.UtcNow;

    internal ILogger Logger { get; }

    /// <summary>
    /// Opens the resources that the options name, loads a module, runs its entry point once and captures the state in which every request starts.
    /// </summary>
    /// <exception cref="WasmFormatException">The bytes are not a valid module.</exception>
    /// <exception cref="HostException">The module cannot be served.</exception>
    /// <exception cref="SettingException">An option contradicts another one.</exception>
    /// <exception cref="TrapException">The entry point trapped.</exception>
    public static CleanApplication Load(ReadOnlyMemory<byte> bytes, CleanServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var opened = OpenedOptions.Open(options.Guest);
        var application = new CleanApplication(opened, options with
        {
            Guest = opened.Options with
            {
                Limits = opened.Options.Limits with { Budget = options.MemoryBudget },
                AcceptLanguage = static guest => RequestContext.Of(guest)?.Http.Request.Headers.AcceptLanguage.ToString(),
                Database = opened.Options.Database ?? DatabaseSource.Unconfigured(options.Guest.DatabaseOptions),
            },
        });
        try
        {
            foreach (var feature in Features.All) application.Options = application.Options with { Guest = feature.Open(application, application.Options.Guest) };
            application.Replace(bytes);
            if (options.RaiseThreadPoolMinimum) application._poolWatch = new ThreadPoolWatch(() => application.Gate.Running, options.MaxConcurrency + SpareThreads);
            return application;
        }
        catch
        {
            application.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Loads a new version and switches to it. Running requests finish in the old version; sessions are kept. If the new version cannot be loaded or its
    /// entry point fails, the old version stays in service.
    /// </summary>
    /// <exception cref="WasmFormatException">The bytes are not a valid module.</exception>
    /// <exception cref="HostException">The module cannot be served.</exception>
    /// <exception cref="TrapException">The entry point trapped.</exception>
    public void Reload(ReadOnlyMemory<byte> bytes) => Replace(bytes)!.Dispose();

    /// <summary>Answers a request. The program sees the path without the path base.</summary>
    public Task HandleAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return _pipeline!.HandleAsync(http, baseSegments: 0);
    }

    /// <summary>Answers a request for an application mapped below a path prefix of <paramref name="baseSegments"/> segments.</summary>
    internal Task HandleAsync(HttpContext http, int baseSegments) => _pipeline!.HandleAsync(http, baseSegments);

    /// <summary>Begins the shutdown: no new requests are accepted, and what lasts as long as its client wants ends.</summary>
    internal void Drain()
    {
        IsDraining = true;
        foreach (var observer in _observers) observer.Draining();
    }

    /// <summary>
    /// Ends what still runs, once no more requests come: queued calls are made until the token is cancelled, then all guests are stopped. Their requests fail, and
    /// their transactions are rolled back. Call it before <see cref="Dispose"/>.
    /// </summary>
    /// <param name="drain">Cancelled when queued calls have no more time.</param>
    public async Task StopAsync(CancellationToken drain = default)
    {
        foreach (var observer in _observers) await observer.DrainAsync(drain);
        foreach (var (version, _) in _versions) version.StopGuests();
        // A guest notices at its next loop iteration or call; a database takes a moment longer.
        for (var waited = TimeSpan.Zero; RunningGuests > 0 && waited < MaxStopping; waited += StopInterval) await Task.Delay(StopInterval, CancellationToken.None);
    }

    /// <summary>Disposes of the application. Running requests are not stopped: see <see cref="StopAsync"/>.</summary>
    public void Dispose()
    {
        _poolWatch?.Dispose();
        Gate.Dispose();
        BlockingGate.Dispose();
        Memory.Dispose();
        Scheduler.Dispose();
        _pipeline?.Deployment.Dispose();
        States.DisposeAll();
        _opened.Dispose();
    }

    /// <summary>The application of a guest that answers a request or runs a call queued by one, or null.</summary>
    internal static CleanApplication? Of(Guest guest) => (guest.Context as IApplicationEvent)?.Application;

    /// <summary>Registers an observer.</summary>
    internal void Observe(IApplicationObserver observer) => _observers = [.. _observers, observer];

    /// <summary>Called when a request handler has returned and its response was taken.</summary>
    internal void RequestEnded(Deployment deployment, Guest guest)
    {
        foreach (var observer in _observers) observer.RequestEnded(deployment, guest);
    }

    /// <summary>Called when a request was answered.</summary>
    internal void Answered(Route? route, string method, int status, long ticks)
    {
        foreach (var observer in _observers) observer.Answered(route, method, status, ticks);
    }

    /// <summary>Logs why a request failed.</summary>
    internal void Failed(RequestContext request, RequestFailure failure)
    {
        Logger.RequestTrapped(request.Id, request.Route.Method, request.Route.Pattern, failure.Reason, new LogList(failure.Frames, "at "));
        _lastTraps.Enqueue($"{request.Route.Method} {request.Route.Pattern}: {failure.Kind}");
        while (_lastTraps.Count > MaxTraps) _lastTraps.TryDequeue(out _);
    }

    // Returns the previous version, or null.
    Deployment? Replace(ReadOnlyMemory<byte> bytes)
    {
        using var console = new EventConsole(Logger);
        var deployment = Deployment.Load(bytes, Options with { Guest = Options.Guest with { Console = console.Console } }, _observers);
        _versions.Add(deployment, null);
        RequestPipeline pipeline;
        try
        {
            pipeline = new RequestPipeline(this, deployment, Features.All.SelectMany(feature => feature.Steps(this, deployment.Start)));
        }
        catch
        {
            deployment.Discard();
            throw;
        }
        var old = Interlocked.Exchange(ref _pipeline, pipeline)?.Deployment;
        foreach (var observer in _observers) observer.Started(deployment);
        return old;
    }
}
