using Cleanroom.Bridge;
using Cleanroom.Bridge.Abi;
using Cleanroom.Server.Diagnostics;
using Cleanroom.Server.Hosting;
using Cleanroom.Server.StaticFiles;

namespace Cleanroom.Server;

/// <summary>One loaded version of an application: its module, what its entry point registered, and the guests that begin in the state after it.</summary>
sealed class Deployment : IDisposable
{
    readonly Guest _template;

    Deployment(CleanModule module, CleanServerOptions options, Guest template, StartContext start, GuestPool guests)
    {
        Module = module;
        Start = start;
        Guests = guests;
        Filters = RequestFilters.Create(options, start);
        Files = StaticSite.Create(options, start.Mounts);
        _template = template;
    }

    /// <summary>The module.</summary>
    public CleanModule Module { get; }

    /// <summary>What its entry point registered.</summary>
    public StartContext Start { get; }

    /// <summary>Guests in the state after the entry point.</summary>
    public GuestPool Guests { get; }

    /// <summary>What requests pass before their route is looked for, or null.</summary>
    public RequestFilters? Filters { get; }

    /// <summary>The static files, or null when nothing is mounted.</summary>
    public StaticSite? Files { get; }

    /// <summary>Loads a module, runs its entry point once and takes the state in which every request begins.</summary>
    public static Deployment Load(ReadOnlyMemory<byte> bytes, CleanServerOptions options, ServerMetrics metrics)
    {
        var module = CleanModule.Load(bytes, null, ServerFunctions.Catalog);
        var missing = module.Imports.Where(import => import.Status == ImportStatus.Missing).ToList();
        if (options.Strict && missing.Count > 0)
            throw new HostException($"{missing.Count} imports are missing:{string.Concat(missing.Select(import => $"\n    {import}"))}");
        var start = new StartContext(metrics);
        var template = module.CreateGuest(options.Guest with { Limits = options.Guest.Limits with { Deadline = options.StartTimeout } });
        template.Context = start;
        if (module.EntryPoint is not null) template.RunEntryPoint();
        template.Context = null;
        if (options.Strict && start.MissingHandlers.Count > 0)
            throw new HostException($"handlers are missing:{string.Concat(start.MissingHandlers.Select(handler => $"\n    {handler}"))}");
        start.Queued = [.. template.Fired];
        template.EndEvent();
        var limits = options.Guest.Limits with { Deadline = options.RequestTimeout == Timeout.InfiniteTimeSpan ? null : options.RequestTimeout };
        return new Deployment(module, options, template, start, module.CreatePool(template, options.Guest with { Limits = limits }, options.MaximumConcurrency));
    }

    public void Dispose() => _template.Dispose();
}
