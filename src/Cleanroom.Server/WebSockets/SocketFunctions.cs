using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;
using Cleanroom.Server.Routing;

namespace Cleanroom.Server.WebSockets;

/// <summary>WebSocket clients and their rooms, from every event of the application. Without a running application: nothing (contract, functions 18).</summary>
static class SocketFunctions
{
    /// <summary>Longest name of a room.</summary>
    const int MaxRoomName = 256;

    /// <summary>
    /// Registers a WebSocket route: method (ignored: GET), pattern, names of the exported handlers for a client that connects, sends a message, and is gone; ""
    /// for none.
    /// </summary>
    [HostFunction("_http_ws_route")]
    internal static void Route(Guest guest, ReadOnlySpan<byte> method, ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> onConnect, ReadOnlySpan<byte> onMessage, ReadOnlySpan<byte> onClose)
    {
        if (StartContext.Of(guest, "_http_ws_route") is not { } start) return;
        var path = RoutingFunctions.PatternOf(pattern);
        var isComplete = true;
        var states = new StateSlots();
        states.Set(new SocketRoute(Find(onConnect), Find(onMessage), Find(onClose), isComplete));
        RoutingFunctions.Insert(guest, start, "GET", path, null, states: states);

        RouteHandler? Find(ReadOnlySpan<byte> export)
        {
            if (export.IsEmpty) return null;
            var name = Encoding.UTF8.GetString(export);
            if (HandlerLookup.ByName(guest, name) is { } handler) return handler;
            RoutingFunctions.ReportMissing(guest, start, "GET", path, $"\"{name}\"");
            isComplete = false;
            return null;
        }
    }

    /// <summary>Sends a message to a client, as text when it is valid UTF-8, else binary. Unknown ids are ignored.</summary>
    [HostFunction("_ws_send")]
    internal static void Send(Guest guest, long client, ReadOnlySpan<byte> text)
    {
        if (Hub(guest) is not { } hub || NewMessage(guest, "_ws_send", text) is not { } message) return;
        hub.Send(client, message);
        message.Release();
    }

    /// <summary>Sends a message to all clients in a room; "" for all clients.</summary>
    [HostFunction("_ws_broadcast")]
    internal static void Broadcast(Guest guest, ReadOnlySpan<byte> room, ReadOnlySpan<byte> text)
    {
        if (Hub(guest) is not { } hub || NewMessage(guest, "_ws_broadcast", text) is not { } message) return;
        if (room.IsEmpty) hub.SendToAll(message);
        else hub.SendToRoom(room, message);
        message.Release();
    }

    /// <summary>Sends a message to all clients in a room.</summary>
    [HostFunction("_ws_room_broadcast")]
    internal static void BroadcastToRoom(Guest guest, ReadOnlySpan<byte> room, ReadOnlySpan<byte> text)
    {
        if (Hub(guest) is not { } hub || NewMessage(guest, "_ws_room_broadcast", text) is not { } message) return;
        hub.SendToRoom(room, message);
        message.Release();
    }

    /// <summary>Adds a client to a room. A client can be in 1000 rooms; a name has at most 256 bytes.</summary>
    [HostFunction("_ws_room_join")]
    internal static void Join(Guest guest, long client, ReadOnlySpan<byte> room)
    {
        if (Hub(guest) is not { } hub) return;
        if (room.Length > MaxRoomName) guest.Logger.RoomNameRefused(room.Length, MaxRoomName);
        else if (!hub.Join(client, room)) guest.Logger.RoomRefused(client, SocketRooms.MaxRooms);
    }

    /// <summary>Removes a client from a room.</summary>
    [HostFunction("_ws_room_leave")]
    internal static void Leave(Guest guest, long client, ReadOnlySpan<byte> room) => Hub(guest)?.Leave(client, room);

    /// <summary>Closes a client's connection with 1000, after the messages that were sent to it.</summary>
    [HostFunction("_ws_close")]
    internal static void Close(Guest guest, long client) => Hub(guest)?.Close(client);

    /// <summary>The id of the client whose event this is; 0 outside of one.</summary>
    [HostFunction("_ws_client_id")]
    internal static long ClientId(Guest guest) => EventOf(guest)?.Client?.Id ?? 0;

    /// <summary>The bytes of the message; "" outside of a message event.</summary>
    [HostFunction("_ws_message")]
    internal static GuestString Message(Guest guest) => guest.NewResult(EventOf(guest) is { } socket ? socket.Message.Span : default);

    static SocketHub? Hub(Guest guest) => CleanApplication.Of(guest)?.States.Find<SocketHub>();

    static SocketEvent? EventOf(Guest guest) => RequestContext.Of(guest)?.FindState<SocketEvent>();

    static SocketMessage? NewMessage(Guest guest, string function, ReadOnlySpan<byte> text)
    {
        if (text.Length <= SocketSender.MaxBytes) return SocketMessage.Copy(text);
        guest.Logger.SocketMessageTooLong(function, text.Length, SocketSender.MaxBytes);
        return null;
    }
}
