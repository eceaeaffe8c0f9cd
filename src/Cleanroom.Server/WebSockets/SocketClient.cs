using System.Net.WebSockets;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.WebSockets;

/// <summary>
/// A connected client: its events, in order, and what is sent to it. The request of its handshake lasts as long as the connection, so that handlers see its
/// headers, parameters and session.
/// </summary>
sealed class SocketClient
{
    readonly WebSocket _socket;
    readonly RequestContext _request;
    readonly SocketHub _hub;
    readonly SocketAddress _address;
    readonly SocketReceiver _receiver;
    readonly SocketSender _sender;
    SocketRoute _route;

    /// <summary>Creates a client.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="socket">The connection.</param>
    /// <param name="request">The handshake.</param>
    /// <param name="route">Its handlers.</param>
    /// <param name="hub">The clients of the application.</param>
    /// <param name="address">What is known of its address.</param>
    public SocketClient(long id, WebSocket socket, RequestContext request, SocketRoute route, SocketHub hub, SocketAddress address)
    {
        (Id, _socket, _request, _route, _hub, _address) = (id, socket, request, route, hub, address);
        var (transfers, http) = (request.Application.Transfers, request.Http);
        _receiver = new SocketReceiver(socket, transfers, http.Abort);
        _sender = new SocketSender(socket, request.Application.Memory.Budget, request.Application.Options.Guest.Clock, http.Abort);
        request.State<SocketEvent>().Client = this;
    }

    /// <summary>The id, unique in the application.</summary>
    public long Id { get; }

    /// <summary>The rooms that the client is in, null for none. Belongs to <see cref="SocketRooms"/>.</summary>
    public HashSet<SocketRoom>? Rooms { get; set; }

    /// <summary>True once the client has left all rooms for good. Belongs to <see cref="SocketRooms"/>.</summary>
    public bool HasLeft { get; set; }

    /// <summary>True for an exception of a connection that has ended.</summary>
    public static bool IsGone(Exception failure) => failure is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;

    /// <summary>Sends a message. Does not block.</summary>
    public void Send(SocketMessage message)
    {
        if (!_sender.Send(message)) LogClosed("it does not read what it is sent", SocketSender.TryAgainLater);
    }

    /// <summary>Closes the connection after the messages that wait.</summary>
    public void Close(WebSocketCloseStatus status) => _sender.Close(status);

    /// <summary>Ends the connection of a client that did not answer a ping: its socket is aborted, but reads on.</summary>
    public void AbortIfSilent()
    {
        if (_socket.State == WebSocketState.Aborted) _sender.Abort();
    }

    /// <summary>Runs the client's events until it is gone.</summary>
    public async Task ServeAsync()
    {
        try
        {
            if (!await RunAsync(static route => route.OnConnect)) Close(WebSocketCloseStatus.InternalServerError);
            await HandleMessagesAsync();
            if (_sender.IsClosing) await _receiver.ReceiveCloseAsync();
            await _sender.CloseAsync(_socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure);
        }
        catch (Exception failure) when (IsGone(failure))
        {
            // Without a close frame, or after one that answers a violation of the protocol.
        }
        finally
        {
            _receiver.Release();
            _sender.End();
            _hub.Leave(this);
            await RunAsync(static route => route.OnClose);
        }
    }

    // Returns when either side closes.
    async Task HandleMessagesAsync()
    {
        while (!_sender.IsClosing)
        {
            var input = await _receiver.ReceiveAsync();
            if (input == SocketInput.Close) return;
            if (input == SocketInput.TooLong) Close("its message is longer than 1 MB", WebSocketCloseStatus.MessageTooBig);
            else if (input == SocketInput.NoMemory) Close("the memory budget has no room for its message", SocketSender.TryAgainLater);
            else if (!_address.TryCountMessage()) Close("its address sends more messages than --socket-rate allows", WebSocketCloseStatus.PolicyViolation);
            else if (!_sender.IsClosing) await RunAsync(static route => route.OnMessage);
            _receiver.Release();
        }
    }

    // Returns false when the handler failed.
    async ValueTask<bool> RunAsync(Func<SocketRoute, RouteHandler?> select)
    {
        Follow();
        if (select(_route) is not { } handler) return true;
        var socketEvent = _request.State<SocketEvent>();
        socketEvent.Message = _receiver.Message;
        try
        {
            var error = await _hub.Guests.RunAsync(_request, handler);
            if (error == RequestError.MemoryUsedUp) Close("the memory budget has no room for its event", SocketSender.TryAgainLater);
            return error is null;
        }
        finally
        {
            socketEvent.Message = default;
        }
    }

    // After a reload, events go to the new version; without the route there, they stay in the old one.
    void Follow()
    {
        var current = _request.Application.Current;
        if (current == _request.Deployment || SocketRoute.Find(current.Start.Routes, _request.Route.Pattern) is not var (matched, route)) return;
        _request.Move(current, matched);
        _route = route;
    }

    void Close(string reason, WebSocketCloseStatus status)
    {
        LogClosed(reason, status);
        Close(status);
    }

    void LogClosed(string reason, WebSocketCloseStatus status) => _request.Application.Logger.SocketClosed(Id, (int)status, reason);
}
