using System.Globalization;
using System.Net;
using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Routing;

/// <summary>
/// Registrations by the entry point: listening address and routes. Later calls fail with −1 and are logged (contract, functions 12; abi 12).
/// </summary>
static class RoutingFunctions
{
    const int Done = 0, Failed = -1;

    /// <summary>Smaller numbers are handler indexes, others are addresses of names (contract, abi 6).</summary>
    const uint LowestName = 1024;

    /// <summary>Requests a port; the option <c>--port</c> takes precedence. Returns 0, or −1 for a number outside 1…65535.</summary>
    [HostFunction("_http_listen")]
    internal static int Listen(Guest guest, int port)
    {
        if (port is < 1 or > 65535 || StartContext.Of(guest, "_http_listen") is not { } start) return Failed;
        start.Port = port;
        return Done;
    }

    /// <summary>Requests an address and a port; <c>--host</c> and <c>--port</c> each take precedence. Returns 0 or −1.</summary>
    [HostFunction("_http_listen_on")]
    internal static int ListenOn(Guest guest, ReadOnlySpan<byte> host, int port)
    {
        var text = Encoding.UTF8.GetString(host);
        var address = text == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(text, out var parsed) ? parsed : null;
        if (port is < 1 or > 65535 || address is null) return Failed;
        if (StartContext.Of(guest, "_http_listen_on") is not { } start) return Failed;
        (start.Host, start.Port) = (address, port);
        return Done;
    }

    /// <summary>Registers a route: method, pattern, name of the exported handler. Returns 0, or −1 when the handler does not exist.</summary>
    [HostFunction("_http_route", Form = StringForm.Pairs)]
    internal static int Route(Guest guest, ReadOnlySpan<byte> method, ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> handler) =>
        Add(guest, "_http_route", method, pattern, Encoding.UTF8.GetString(handler), null);

    /// <summary>Registers a route: method, pattern, index of the handler. Returns 0, or −1 when the handler does not exist.</summary>
    [HostFunction("_http_route", Form = StringForm.Pairs)]
    internal static int Route(Guest guest, ReadOnlySpan<byte> method, ReadOnlySpan<byte> pattern, int index) => Add(guest, "_http_route", method, pattern, index, null);

    /// <summary>Registers a route with length-prefixed strings; the handler is an index if below 1024, else a name.</summary>
    [HostFunction("_http_route", Form = StringForm.LengthPrefixed)]
    internal static int Route(Guest guest, ReadOnlySpan<byte> method, ReadOnlySpan<byte> pattern, GuestPointer handler) =>
        Add(guest, "_http_route", method, pattern, handler, null);

    /// <summary>Registers a route for signed-in users with a role ("" for any): method, pattern, handler name, role.</summary>
    [HostFunction("_http_route_protected", Form = StringForm.Pairs)]
    internal static int ProtectedRoute(Guest guest, ReadOnlySpan<byte> method, ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> handler, ReadOnlySpan<byte> role) =>
        Add(guest, "_http_route_protected", method, pattern, Encoding.UTF8.GetString(handler), Encoding.UTF8.GetString(role));

    /// <summary>Registers a route for signed-in users with a role: method, pattern, handler index, role.</summary>
    [HostFunction("_http_route_protected", Form = StringForm.Pairs)]
    internal static int ProtectedRoute(Guest guest, ReadOnlySpan<byte> method, ReadOnlySpan<byte> pattern, int index, ReadOnlySpan<byte> role) =>
        Add(guest, "_http_route_protected", method, pattern, index, Encoding.UTF8.GetString(role));

    /// <summary>Registers a route for signed-in users with a role, with length-prefixed strings.</summary>
    [HostFunction("_http_route_protected", Form = StringForm.LengthPrefixed)]
    internal static int ProtectedRoute(Guest guest, ReadOnlySpan<byte> method, ReadOnlySpan<byte> pattern, GuestPointer handler, ReadOnlySpan<byte> role) =>
        Add(guest, "_http_route_protected", method, pattern, handler, Encoding.UTF8.GetString(role));

    /// <summary>
    /// Registers a redirect: method, pattern, target with <c>:name</c> for parameters, status (any other than 301, 302, 303, 307, 308 becomes 302).
    /// </summary>
    [HostFunction("_http_redirect_route")]
    internal static int RedirectRoute(Guest guest, ReadOnlySpan<byte> method, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, int status)
    {
        if (to.IsEmpty || StartContext.Of(guest, "_http_redirect_route") is not { } start) return Failed;
        if (!HeaderRules.IsValue(to))
        {
            guest.Logger.HeaderRefused("_http_redirect_route", "Location");
            return Failed;
        }
        var redirect = new RouteRedirect(Encoding.UTF8.GetString(to), status is 301 or 302 or 303 or 307 or 308 ? status : 302);
        Insert(guest, start, VerbOf(method), PatternOf(from), null, redirect: redirect);
        return Done;
    }

    /// <summary>Sets the export that answers when a request fails. Returns 0, or −1 when the handler does not exist.</summary>
    [HostFunction("_http_set_global_error_handler")]
    internal static int SetErrorHandler(Guest guest, ReadOnlySpan<byte> handler)
    {
        if (StartContext.Of(guest, "_http_set_global_error_handler") is not { } start) return Failed;
        var name = Encoding.UTF8.GetString(handler);
        start.ErrorHandler = HandlerLookup.ByName(guest, name);
        if (start.ErrorHandler is not null) return Done;
        guest.Logger.ErrorHandlerMissing(name);
        start.MissingHandlers.Add($"error handler: \"{name}\"");
        return Failed;
    }

    /// <summary>Registers a route whose handler is an index if below 1024, else a length-prefixed name. Returns 0, or −1 when the handler does not exist.</summary>
    /// <param name="guest">The guest that runs the entry point.</param>
    /// <param name="function">The host function, for the log.</param>
    /// <param name="method">The method; "" for GET.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="handler">The handler.</param>
    /// <param name="role">Null for a public route, "" for any signed-in user, else the role.</param>
    /// <param name="states">What features know about the route, or null.</param>
    internal static int Add(Guest guest, string function, ReadOnlySpan<byte> method, ReadOnlySpan<byte> pattern, GuestPointer handler, string? role, StateSlots? states = null) =>
        handler.Address < LowestName
            ? Add(guest, function, method, pattern, (int)handler.Address, role, states)
            : Add(guest, function, method, pattern, Encoding.UTF8.GetString(guest.Memory.LengthPrefixed(handler.Address)), role, states);

    /// <summary>Registers a route whose handler has a name. Returns 0, or −1 when the handler does not exist.</summary>
    internal static int Add(Guest guest, string function, ReadOnlySpan<byte> method, ReadOnlySpan<byte> pattern, string name, string? role, StateSlots? states = null) =>
        Add(guest, function, method, pattern, HandlerLookup.ByName(guest, name), $"\"{name}\"", role, states);

    static int Add(Guest guest, string function, ReadOnlySpan<byte> method, ReadOnlySpan<byte> pattern, int index, string? role, StateSlots? states = null) =>
        Add(guest, function, method, pattern, HandlerLookup.ByIndex(guest, index), $"index {index.ToString(CultureInfo.InvariantCulture)}", role, states);

    static int Add(Guest guest, string function, ReadOnlySpan<byte> method, ReadOnlySpan<byte> pattern, RouteHandler? handler, string described, string? role, StateSlots? states)
    {
        if (StartContext.Of(guest, function) is not { } start) return Failed;
        var (verb, path) = (VerbOf(method), PatternOf(pattern));
        Insert(guest, start, verb, path, handler, role, states: states);
        if (handler is not null) return Done;
        ReportMissing(guest, start, verb, path, described);
        return Failed;
    }

    /// <summary>The pattern as registered; empty means <c>/</c>.</summary>
    internal static string PatternOf(ReadOnlySpan<byte> pattern) => pattern.IsEmpty ? "/" : Encoding.UTF8.GetString(pattern);

    /// <summary>Logs that the handler of a route does not exist.</summary>
    internal static void ReportMissing(Guest guest, StartContext start, string method, string pattern, string handler)
    {
        guest.Logger.HandlerMissing(method, pattern, handler);
        start.MissingHandlers.Add($"{method} {pattern}: {handler}");
    }

    /// <summary>Adds a route.</summary>
    internal static void Insert(
        Guest guest, StartContext start, string method, string pattern, RouteHandler? handler, string? role = null, RouteRedirect? redirect = null, StateSlots? states = null)
    {
        var table = start.State<RouteTable>();
        start.Routes = table.Routes;
        if (table.Add(method, pattern, handler, role, redirect, states) is { } replaced) guest.Logger.RouteReplaced(method, pattern, replaced.Pattern);
    }

    static string VerbOf(ReadOnlySpan<byte> method) => method.IsEmpty ? "GET" : Encoding.UTF8.GetString(method).ToUpperInvariant();
}
