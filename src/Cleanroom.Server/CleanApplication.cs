using System.Collections.Concurrent;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Abi;
using Cleanroom.Server.Hosting;
using Cleanroom.Server.Requests;
using Cleanroom.Server.Routing;
using Cleanroom.Server.StaticFiles;
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
    static readonly Lazy<HostFunctionCatalog> Catalog = new(() => HostFunctionCatalog.Of(typeof(CleanModule).Assembly, typeof(CleanApplication).Assembly));

    static readonly TimeSpan LongestBusy = TimeSpan.FromSeconds(10);

    readonly Guest _template;
    readonly ConcurrentBag<RequestContext> _contexts = [];

    CleanApplication(CleanModule module, CleanServerOptions options, Guest template, StartContext start)
    {
        Module = module;
        Options = options;
        Logger = options.Guest.Logger;
        _template = template;
        RouteTable = start.Routes;
        Filters = RequestFilters.Create(options, start);
        Files = StaticSite.Create(options, start.Mounts);
        (Port, Host) = (start.Port, start.Host);
        var limits = options.Guest.Limits with { Deadline = options.RequestTimeout };
        Guests = module.CreatePool(template, options.Guest with { Limits = limits }, options.MaximumConcurrency);
        Pipeline = new RequestPipeline(this);
    }

    /// <summary>The module.</summary>
    public CleanModule Module { get; }

    /// <summary>How it is served.</summary>
    public CleanServerOptions Options { get; }

    /// <summary>The port that the program wishes for, or null.</summary>
    public int? Port { get; }

    /// <summary>The address that the program wishes for, or null.</summary>
    public System.Net.IPAddress? Host { get; }

    /// <summary>The registered routes: method, pattern, and the role that is required, null for none.</summary>
    public IEnumerable<(string Method, string Pattern, string? RequiredRole)> Routes => RouteTable.Routes.Select(route => (route.Method, route.Pattern, route.RequiredRole));

    /// <summary>True while a request would find a guest at once.</summary>
    public bool HasFreeGuest => Pipeline.HasFreeGuest;

    /// <summary>True while the server takes no new requests because it ends.</summary>
    internal bool IsDraining { get; set; }

    /// <summary>True while requests are answered: not draining, and not without a free guest for ten seconds.</summary>
    internal bool IsReady => !IsDraining && Pipeline.BusyFor < LongestBusy;

    internal RouteTable RouteTable { get; }

    /// <summary>The static files, or null when nothing is mounted.</summary>
    internal StaticSite? Files { get; }

    /// <summary>What requests pass before their route is looked for, or null.</summary>
    internal RequestFilters? Filters { get; }

    internal GuestPool Guests { get; }

    internal ILogger Logger { get; }

    RequestPipeline Pipeline { get; }

    /// <summary>Loads a module, runs its entry point once and takes the state in which every request begins.</summary>
    /// <exception cref="WasmFormatException">The bytes are not a valid module.</exception>
    /// <exception cref="HostException">The module cannot be served.</exception>
    /// <exception cref="TrapException">The entry point trapped.</exception>
    public static CleanApplication Load(ReadOnlyMemory<byte> bytes, CleanServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var module = CleanModule.Load(bytes, null, Catalog.Value);
        var missing = module.Imports.Where(import => import.Status == ImportStatus.Missing).ToList();
        if (options.Strict && missing.Count > 0)
            throw new HostException($"{missing.Count} imports are missing:{string.Concat(missing.Select(import => $"\n    {import}"))}");
        var start = new StartContext();
        var template = module.CreateGuest(options.Guest with { Limits = options.Guest.Limits with { Deadline = options.StartTimeout } });
        template.Context = start;
        if (module.EntryPoint is not null) template.RunEntryPoint();
        template.Context = null;
        if (options.Strict && start.MissingHandlers.Count > 0)
            throw new HostException($"handlers are missing:{string.Concat(start.MissingHandlers.Select(handler => $"\n    {handler}"))}");
        template.EndEvent();
        return new CleanApplication(module, options, template, start);
    }

    /// <summary>Answers a request.</summary>
    public Task HandleAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return Pipeline.HandleAsync(http);
    }

    /// <summary>Ends the application. Requests that still run are not stopped.</summary>
    public void Dispose()
    {
        Pipeline.Dispose();
        _template.Dispose();
    }

    /// <summary>The id of the user who is signed in with a request, or null: nobody, as long as there are no sessions.</summary>
    internal static string? SignedInUser(HttpContext http) => null;

    internal RequestContext RentContext() => _contexts.TryTake(out var context) ? context : new RequestContext();

    internal void ReturnContext(RequestContext context)
    {
        context.End();
        _contexts.Add(context);
    }
}
