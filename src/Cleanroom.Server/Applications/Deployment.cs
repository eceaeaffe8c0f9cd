using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Modules;

namespace Cleanroom.Server.Applications;

/// <summary>One loaded version of an application: its module, its registrations, and the guests that start in the state after its entry point.</summary>
sealed class Deployment : IDisposable
{
    // As many as can block by default. When memory is short, the budget takes them back.
    const int MaxIdle = 256;

    static readonly TimeSpan ErrorHandlerLimit = TimeSpan.FromSeconds(5);

    readonly Guest _template;

    Deployment(CleanModule module, CleanServerOptions options, Guest template, StartContext start)
    {
        Module = module;
        Start = start;
        Guests = NewPool(options.RequestTimeout == Timeout.InfiniteTimeSpan ? null : options.RequestTimeout, Math.Max(options.MaxConcurrency, MaxIdle));
        if (start.ErrorHandler is not null) ErrorGuests = NewPool(ErrorHandlerLimit, 1);
        _template = template;
        LeaseFirst(Guests);

        GuestPool NewPool(TimeSpan? deadline, int maxIdle) =>
            module.CreatePool(template, options.Guest with { Limits = options.Guest.Limits with { Deadline = deadline } }, maxIdle);
    }

    // A guest must fit beside the template; the first request finds it ready.
    static void LeaseFirst(GuestPool guests)
    {
        try
        {
            guests.Lease().Dispose();
        }
        catch (InsufficientMemoryException refused)
        {
            throw new HostException(refused.Message, refused);
        }
    }

    /// <summary>The module.</summary>
    public CleanModule Module { get; }

    /// <summary>What its entry point registered.</summary>
    public StartContext Start { get; }

    /// <summary>Guests in the state after the entry point.</summary>
    public GuestPool Guests { get; }

    /// <summary>Guests for the error handler, which has its own time limit; null without an error handler.</summary>
    public GuestPool? ErrorGuests { get; }

    /// <summary>Loads a module, runs its entry point once and captures the state in which every request starts.</summary>
    /// <param name="bytes">The module.</param>
    /// <param name="options">How it is served.</param>
    /// <param name="observers">Notified when the entry point has returned.</param>
    public static Deployment Load(ReadOnlyMemory<byte> bytes, CleanServerOptions options, IReadOnlyList<IApplicationObserver> observers)
    {
        var module = ServerFunctions.Load(bytes, options.Guest.Generation, options.HostFunctions);
        var missing = module.Imports.Where(import => import.Status == ImportStatus.Missing).ToList();
        if (options.Strict && missing.Count > 0)
            throw new HostException($"{missing.Count} imports are missing:{string.Concat(missing.Select(import => $"\n    {import}"))}");
        var template = module.CreateGuest(options.Guest with { Limits = options.Guest.Limits with { Deadline = options.StartTimeout } });
        try
        {
            return RunStart(module, template, options, observers);
        }
        catch
        {
            Discard(template);
            throw;
        }
    }

    static Deployment RunStart(CleanModule module, Guest template, CleanServerOptions options, IReadOnlyList<IApplicationObserver> observers)
    {
        var start = new StartContext();
        template.Context = start;
        if (module.EntryPoint is not null) template.RunEntryPoint(isWholeProgram: false);
        template.Context = null;
        if (options.Strict && start.MissingHandlers.Count > 0)
            throw new HostException($"handlers are missing:{string.Concat(start.MissingHandlers.Select(handler => $"\n    {handler}"))}");
        foreach (var observer in observers) observer.EntryPointEnded(start, template);
        // Before the event ends, which discards everything that does not belong to the application.
        var deployment = new Deployment(module, options, template, start);
        template.EndEvent();
        return deployment;
    }

    /// <summary>Stops all guests that run. The version answers nothing afterwards.</summary>
    public void StopGuests()
    {
        Guests.Stop();
        ErrorGuests?.Stop();
    }

    /// <summary>Called when no request starts in this version any more. Requests that still run finish in it.</summary>
    public void Dispose()
    {
        _template.Dispose();
        Guests.ReleaseIdle();
        ErrorGuests?.ReleaseIdle();
    }

    /// <summary>Disposes of a version that never goes into service.</summary>
    public void Discard() => Discard(_template);

    static void Discard(Guest template)
    {
        template.Dispose();
        // Guest memory is invisible to the garbage collector: the memory of failing versions would pile up while a program is reloaded.
        template.Instance?.GetMemory("memory")?.Dispose();
    }
}
