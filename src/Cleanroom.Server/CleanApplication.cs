using System.Collections.Concurrent;
using System.Net;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Abi;
using Cleanroom.Bridge.Database;
using Cleanroom.Server.Diagnostics;
using Cleanroom.Server.Hosting;
using Cleanroom.Server.Requests;
using Cleanroom.Server.Sessions;
using Cleanroom.Wasm;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server;

/// <summary>
/// A Clean web application: a module whose entry point has run once and registered routes. Each request runs in a guest whose state is the one after the
/// entry point, and which nobody else sees.
/// </summary>
public sealed class CleanApplication : IDisposable
{
    /// <summary>Threads of the pool that are there for requests which do not run a guest, and for the connections.</summary>
    const int SpareThreads = 8;

    const int MaxTraps = 20;

    static readonly TimeSpan MaxBusy = TimeSpan.FromSeconds(10), ThreadIdleTime = TimeSpan.FromSeconds(20);

    // Only one that the application made for itself: one that it was given belongs to who gave it.
    readonly DatabaseSource? _ownDatabase;
    readonly ConcurrentBag<RequestContext> _contexts = [];
    readonly ConcurrentQueue<string> _lastTraps = new();
    volatile Deployment _current;
    int _warnedOfShortId;

    CleanApplication(CleanServerOptions options, SessionStore sessions, ServerMetrics metrics, Deployment deployment, DatabaseSource? ownDatabase)
    {
        _ownDatabase = ownDatabase;
        Options = options;
        Logger = options.Guest.Logger;
        Sessions = sessions;
        Metrics = metrics;
        metrics.Guests = () => GuestStates;
        if (options.MetricsPath is not null) EngineFigures = new EngineFigures();
        _current = deployment;
        Scheduler = new GuestScheduler(options.MaximumConcurrency, ThreadIdleTime);
        Queued = new QueuedCalls(this);
        Queued.Add(deployment, deployment.Start.Queued);
        Pipeline = new RequestPipeline(this);
        // Guests that loop hold on to their threads: other requests and connections must not wait until the pool notices.
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, options.MaximumConcurrency + SpareThreads), completions);
    }

    /// <summary>The module that answers now.</summary>
    public CleanModule Module => _current.Module;

    /// <summary>How it is served.</summary>
    public CleanServerOptions Options { get; }

    /// <summary>The port that the program wishes for, or null.</summary>
    public int? Port => _current.Start.Port;

    /// <summary>The address that the program wishes for, or null.</summary>
    public IPAddress? Host => _current.Start.Host;

    /// <summary>The registered routes: method, pattern, and the role that is required, null for none.</summary>
    public IEnumerable<(string Method, string Pattern, string? RequiredRole)> Routes => _current.Start.Routes.Routes.Select(route => (route.Method, route.Pattern, route.RequiredRole));

    /// <summary>True while a request would find a guest at once.</summary>
    public bool HasFreeGuest => Pipeline.HasFreeGuest;

    /// <summary>True while the server takes no new requests because it ends.</summary>
    internal bool IsDraining { get; set; }

    /// <summary>True while requests are answered: not draining, and not without a free guest for ten seconds.</summary>
    internal bool IsReady => !IsDraining && Pipeline.BusyFor < MaxBusy;

    /// <summary>The version that answers now. A request stays with the one in which it began.</summary>
    internal Deployment Current => _current;

    /// <summary>Where sessions are kept; they outlive a version of the module.</summary>
    internal SessionStore Sessions { get; }

    /// <summary>The threads of what may wait.</summary>
    internal GuestScheduler Scheduler { get; }

    /// <summary>What runs after responses.</summary>
    internal QueuedCalls Queued { get; }

    /// <summary>The figures; they outlive a version of the module too.</summary>
    internal ServerMetrics Metrics { get; }

    /// <summary>The figures of the engine, or null when no page shows them.</summary>
    internal EngineFigures? EngineFigures { get; }

    /// <summary>Guests that wait for a request, and guests at work.</summary>
    internal (int Idle, int Busy) GuestStates => (_current.Guests.Idle, Pipeline.Running);

    /// <summary>The SHA-256 of the module that answers now.</summary>
    internal string ModuleHash => _current.Module.Sha256;

    /// <summary>Method, pattern and reason of the last requests that failed, the newest last.</summary>
    internal IReadOnlyCollection<string> LastTraps => _lastTraps;

    /// <summary>When it was loaded.</summary>
    internal DateTimeOffset Started { get; } = DateTimeOffset.UtcNow;

    internal ILogger Logger { get; }

    RequestPipeline Pipeline { get; }

    /// <summary>Loads a module, runs its entry point once and takes the state in which every request begins.</summary>
    /// <exception cref="WasmFormatException">The bytes are not a valid module.</exception>
    /// <exception cref="HostException">The module cannot be served.</exception>
    /// <exception cref="TrapException">The entry point trapped.</exception>
    public static CleanApplication Load(ReadOnlyMemory<byte> bytes, CleanServerOptions options) => Load(bytes, options, null);

    /// <summary>The same with a database that the application closes.</summary>
    internal static CleanApplication Load(ReadOnlyMemory<byte> bytes, CleanServerOptions options, DatabaseSource? ownDatabase)
    {
        ArgumentNullException.ThrowIfNull(options);
        var sessions = SessionStore.Open(options.SessionStore, options.Guest.Clock);
        var metrics = new ServerMetrics();
        if (options.Guest.Database is null) ownDatabase = DatabaseSource.Unconfigured(options.Guest.DatabaseOptions);
        try
        {
            var logger = options.Guest.Logger;
            var guest = options.Guest with
            {
                UsedTokens = sessions.UsedTokens ?? options.Guest.UsedTokens,
                Console = new GuestConsole(null, new LogStream(logger, LogLevel.Information), new LogStream(logger, LogLevel.Warning)),
                AcceptLanguage = static guest => RequestContext.Of(guest)?.Http.Request.Headers.AcceptLanguage.ToString(),
                Database = options.Guest.Database ?? ownDatabase,
            };
            options = options with { Guest = guest };
            return new CleanApplication(options, sessions, metrics, Deployment.Load(bytes, options, metrics), ownDatabase);
        }
        catch
        {
            metrics.Dispose();
            sessions.Dispose();
            ownDatabase?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Loads another version and lets it answer from now on. Requests that run finish in the old one; sessions stay. When the new version cannot be loaded
    /// or its entry point fails, the old one goes on.
    /// </summary>
    /// <exception cref="WasmFormatException">The bytes are not a valid module.</exception>
    /// <exception cref="HostException">The module cannot be served.</exception>
    /// <exception cref="TrapException">The entry point trapped.</exception>
    public void Reload(ReadOnlyMemory<byte> bytes)
    {
        var next = Deployment.Load(bytes, Options, Metrics);
        Interlocked.Exchange(ref _current, next).Dispose();
        Queued.Add(next, next.Start.Queued);
    }

    /// <summary>Answers a request. The program sees its path without the path base.</summary>
    public Task HandleAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return Pipeline.HandleAsync(http, baseSegments: 0);
    }

    /// <summary>Answers a request for an application that is mapped to a path of some segments.</summary>
    internal Task HandleAsync(HttpContext http, int baseSegments) => Pipeline.HandleAsync(http, baseSegments);

    /// <summary>Ends the application. Requests that still run are not stopped.</summary>
    public void Dispose()
    {
        Pipeline.Dispose();
        Queued.Dispose();
        Scheduler.Dispose();
        _current.Dispose();
        Sessions.Dispose();
        _ownDatabase?.Dispose();
        Metrics.Dispose();
        EngineFigures?.Dispose();
    }

    /// <summary>The application of a guest that answers a request or was queued by one, or null.</summary>
    internal static CleanApplication? Of(Guest guest) => guest.Context switch
    {
        RequestContext request => request.Application,
        QueuedCallContext call => call.Application,
        _ => null,
    };

    /// <summary>Logs why a request failed.</summary>
    internal void Failed(RequestContext request, RequestFailure failure)
    {
        Logger.RequestTrapped(request.Id, request.Route.Method, request.Route.Pattern, failure.Report);
        _lastTraps.Enqueue($"{request.Route.Method} {request.Route.Pattern}: {failure.Kind}");
        while (_lastTraps.Count > MaxTraps) _lastTraps.TryDequeue(out _);
    }

    /// <summary>Warns once that sessions stand under ids that can be guessed.</summary>
    internal void WarnOfShortSessionId(int length)
    {
        if (Interlocked.Exchange(ref _warnedOfShortId, 1) == 0) Logger.ShortSessionId(length);
    }

    internal RequestContext RentContext() => _contexts.TryTake(out var context) ? context : new RequestContext();

    internal void ReturnContext(RequestContext context)
    {
        context.End();
        _contexts.Add(context);
    }
}
