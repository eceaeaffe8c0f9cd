using Cleanroom.Server.Applications;

namespace Cleanroom.Server.WebSockets;

/// <summary>The handlers of a WebSocket route; null for an event without one.</summary>
/// <param name="OnConnect">Called when a client has connected.</param>
/// <param name="OnMessage">Called for each message of a client.</param>
/// <param name="OnClose">Called when a client is gone.</param>
/// <param name="IsComplete">False when a handler that the program named does not exist: the route then answers 500.</param>
sealed record SocketRoute(RouteHandler? OnConnect, RouteHandler? OnMessage, RouteHandler? OnClose, bool IsComplete)
{
    /// <summary>The complete WebSocket route with this pattern, or null.</summary>
    public static (Route Matched, SocketRoute Socket)? Find(IReadOnlyList<Route> routes, string pattern)
    {
        foreach (var route in routes)
            if (route.Pattern == pattern && route.States.Find<SocketRoute>() is { IsComplete: true } socket) return (route, socket);
        return null;
    }
}
