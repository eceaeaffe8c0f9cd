using System.Net;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Server.Applications;

/// <summary>What the entry point of an application registers. Only a guest that runs the entry point has one. Features keep theirs in a state of their own.</summary>
sealed class StartContext
{
    readonly StateSlots _states = new();

    /// <summary>The routes in the order of registration, as the feature that finds them keeps them.</summary>
    public IReadOnlyList<Route> Routes { get; set; } = [];

    /// <summary>The requested port, or null.</summary>
    public int? Port { get; set; }

    /// <summary>The requested address, or null.</summary>
    public IPAddress? Host { get; set; }

    /// <summary>What answers when a request fails, or null for the error envelope.</summary>
    public RouteHandler? ErrorHandler { get; set; }

    /// <summary>Handlers that were named but not found.</summary>
    public List<string> MissingHandlers { get; } = [];

    /// <summary>What a feature keeps of the registration, made when there is none.</summary>
    public T State<T>() where T : class, new() => _states.Get<T>();

    /// <summary>What a feature keeps of the registration, or null.</summary>
    public T? FindState<T>() where T : class => _states.Find<T>();

    /// <summary>Keeps the state of a feature in the place of the one that it had.</summary>
    public void SetState<T>(T state) where T : class => _states.Set(state);

    /// <summary>The registration of a guest, or null, with a log line, when it is too late for one.</summary>
    public static StartContext? Of(Guest guest, string function)
    {
        if (guest.Context is StartContext start) return start;
        guest.Logger.RegisteredTooLate(function);
        return null;
    }
}
