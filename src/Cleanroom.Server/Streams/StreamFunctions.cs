using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;
using Cleanroom.Server.Routing;

namespace Cleanroom.Server.Streams;

/// <summary>Event streams (contract, functions 12 and 17). Outside of a stream, and after its end, functions that write return −1.</summary>
static class StreamFunctions
{
    const int Done = 0, Failed = -1;

    /// <summary>Registers a route of event streams: method (ignored, GET), pattern, name of the exported handler. Returns 0, or −1 when the handler does not exist.</summary>
    [HostFunction("_http_sse_route", Form = StringForm.Pairs)]
    internal static int Route(Guest guest, ReadOnlySpan<byte> method, ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> handler) =>
        RoutingFunctions.Add(guest, "_http_sse_route", "GET"u8, pattern, Encoding.UTF8.GetString(handler), null, States());

    /// <summary>Registers a route of event streams with length-prefixed strings; the handler is an index if below 1024, else a name.</summary>
    [HostFunction("_http_sse_route", Form = StringForm.LengthPrefixed)]
    internal static int Route(Guest guest, ReadOnlySpan<byte> method, ReadOnlySpan<byte> pattern, GuestPointer handler) =>
        RoutingFunctions.Add(guest, "_http_sse_route", "GET"u8, pattern, handler, null, States());

    /// <summary>Sends an event without a name. Each line of the data becomes a <c>data:</c> line.</summary>
    [HostFunction("_sse_emit")]
    internal static int Emit(Guest guest, ReadOnlySpan<byte> data) => EmitEvent(guest, default, data);

    /// <summary>Sends an event: name, data. CR, LF and NUL are removed from the name.</summary>
    [HostFunction("_sse_emit_event")]
    internal static int EmitEvent(Guest guest, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => Find(guest)?.WriteEvent(name, data) == true ? Done : Failed;

    /// <summary>Tells the client to wait this many milliseconds before it connects again.</summary>
    [HostFunction("_sse_retry")]
    internal static int Retry(Guest guest, int milliseconds) => milliseconds >= 0 && Find(guest)?.WriteRetry(milliseconds) == true ? Done : Failed;

    /// <summary>Ends the stream for the client. Returns 0; the handler goes on.</summary>
    [HostFunction("_sse_close")]
    internal static int Close(Guest guest)
    {
        Find(guest)?.Close();
        return Done;
    }

    /// <summary>True while the client is connected to the stream, 0 outside of one.</summary>
    [HostFunction("_sse_is_connected")]
    internal static bool IsConnected(Guest guest) => Find(guest)?.IsConnected == true;

    static EventStream? Find(Guest guest)
    {
        guest.StartStretch();
        return RequestContext.Of(guest)?.FindState<EventStream>();
    }

    static StateSlots States()
    {
        var states = new StateSlots();
        states.Set(new StreamRoute());
        return states;
    }
}
