using System.Net;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Server.Applications;

/// <summary>
/// What an application's entry point registers. Only the guest that runs the entry point has one. Features keep their registrations in their own state.
/// </summary>
sealed class StartContext
{
    readonly StateSlots _states = new();

    /// <summary>The routes in the order of registration, set by the routing feature.</summary>
    public IReadOnlyList<Route> Routes { get; set; } = [];

    /// <summary>The requested port, or null.</summary>
    public int? Port { get; set; }

    /// <summary>The requested address, or null.</summary>
    public IPAddress? Host { get; set; }

    /// <summary>The handler for failed requests, or null for the error envelope.</summary>
    public RouteHandler? ErrorHandler { get; set; }

    /// <summary>Handlers that were named but not found.</summary>
    public List<string> MissingHandlers { get; } = [];

    /// <summary>Returns a feature's registration state, creating it if necessary.</summary>
    public T State<T>() where T : class, new() => _states.Get<T>();

    /// <summary>Returns a feature's registration state, or null.</summary>
    public T? FindState<T>() where T : class => _states.Find<T>();

    /// <summary>Replaces a feature's registration state.</summary>
    public void SetState<T>(T state) where T : class => _states.Set(state);

    /// <summary>Returns the registration of a guest; logs a line and returns null when it is too late to register.</summary>
    public static StartContext? Of(Guest guest, string function)
    {
        if (guest.Context is StartContext start) return start;
        guest.Logger.RegisteredTooLate(function);
        return null;
    }
}
