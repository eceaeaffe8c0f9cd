using System.Collections.Concurrent;
using System.Net.WebSockets;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Broadcast;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.WebSockets;

/// <summary>
/// The WebSocket clients of an application and their rooms, whatever version of the module they connected to. Everything that is sent to clients goes through
/// it, also what other servers of the application pass on.
/// </summary>
sealed class SocketHub : IApplicationObserver, IDisposable
{
    static readonly TimeSpan DrainInterval = TimeSpan.FromMilliseconds(10), WatchInterval = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<long, SocketClient> _clients = new();
    readonly SocketRooms _rooms = new();
    readonly CleanServerOptions _options;
    readonly SocketRelay? _relay;
    readonly WarningInterval _warnings;
    readonly Timer _watch;
    int _count;
    long _lastId;
    volatile bool _isDraining;

    /// <summary>Creates the hub of an application.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="engine">What connects it with the application's other servers, or null when there are none.</param>
    public SocketHub(CleanServerOptions options, BroadcastEngine? engine)
    {
        _options = options;
        _warnings = new WarningInterval(options.Guest.Clock);
        Addresses = new SocketAddresses(options.MaxSocketsPerAddress, options.SocketRate, options.Guest.Clock);
        Guests = new SocketGuests(options);
        _watch = new Timer(static hub => ((SocketHub)hub!).AbortSilent(), this, WatchInterval, WatchInterval);
        if (engine is null) return;
        _relay = new SocketRelay(engine, options);
        engine.Received = Receive;
    }

    /// <summary>Number of clients, from the handshake to the end of the last event.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Number of rooms.</summary>
    public int Rooms => _rooms.Count;

    /// <summary>The addresses that clients come from.</summary>
    public SocketAddresses Addresses { get; }

    /// <summary>Runs the handlers of events.</summary>
    public SocketGuests Guests { get; }

    /// <summary>Takes a place for another client. Returns false when all are taken, or the server ends.</summary>
    public bool TryEnter()
    {
        if (_isDraining) return false;
        if (Interlocked.Increment(ref _count) <= _options.MaxSockets) return true;
        Interlocked.Decrement(ref _count);
        if (_warnings.IsDue()) _options.Guest.Logger.SocketsUsedUp(_options.MaxSockets);
        return false;
    }

    /// <summary>Takes the id of another client, or null when there is none at the moment.</summary>
    public long? TakeId() => _relay is null ? Interlocked.Increment(ref _lastId) : _relay.TakeId();

    /// <summary>Frees the place of a client.</summary>
    public void Exit() => Interlocked.Decrement(ref _count);

    /// <summary>Adds a client whose handshake is complete.</summary>
    public SocketClient Add(long id, WebSocket socket, RequestContext request, SocketRoute route, SocketAddress address)
    {
        var client = new SocketClient(id, socket, request, route, this, address);
        _clients[client.Id] = client;
        if (_isDraining) client.Close(WebSocketCloseStatus.EndpointUnavailable);
        return client;
    }

    /// <summary>Removes a client that is gone, from all rooms too.</summary>
    public void Leave(SocketClient client)
    {
        _clients.TryRemove(client.Id, out _);
        _rooms.LeaveAll(client);
    }

    /// <summary>Sends a message to a client, if it exists.</summary>
    public void Send(long id, SocketMessage message)
    {
        if (Find(id) is { } client) client.Send(message);
        else _relay?.Publish(SocketRelay.Kind.Send, id, default, message.Bytes.Span);
    }

    /// <summary>Sends a message to all clients.</summary>
    public void SendToAll(SocketMessage message)
    {
        SendToAllHere(message);
        _relay?.Publish(SocketRelay.Kind.SendToAll, 0, default, message.Bytes.Span);
    }

    /// <summary>Sends a message to all clients in a room.</summary>
    public void SendToRoom(ReadOnlySpan<byte> room, SocketMessage message)
    {
        SendToRoomHere(room, message);
        if (room.Length <= ushort.MaxValue) _relay?.Publish(SocketRelay.Kind.SendToRoom, 0, room, message.Bytes.Span);
    }

    /// <summary>Adds a client to a room. Returns false when it is in too many rooms.</summary>
    public bool Join(long id, ReadOnlySpan<byte> room)
    {
        if (Find(id) is { } client) return _rooms.Join(client, room);
        _relay?.Publish(SocketRelay.Kind.Join, id, room);
        return true;
    }

    /// <summary>Removes a client from a room.</summary>
    public void Leave(long id, ReadOnlySpan<byte> room)
    {
        if (Find(id) is { } client) _rooms.Leave(client, room);
        else if (room.Length <= ushort.MaxValue) _relay?.Publish(SocketRelay.Kind.Leave, id, room);
    }

    /// <summary>Closes a client's connection.</summary>
    public void Close(long id)
    {
        if (Find(id) is { } client) client.Close(WebSocketCloseStatus.NormalClosure);
        else _relay?.Publish(SocketRelay.Kind.Close, id, default);
    }

    public void Draining()
    {
        _isDraining = true;
        foreach (var (_, client) in _clients) client.Close(WebSocketCloseStatus.EndpointUnavailable);
    }

    // Clients have a few seconds to answer, and their last events end in time like all events.
    public async Task DrainAsync(CancellationToken drain)
    {
        Draining();
        while (Count > 0 && !drain.IsCancellationRequested) await Task.Delay(DrainInterval, CancellationToken.None);
    }

    public void Dispose()
    {
        _watch.Dispose();
        Guests.Dispose();
    }

    void AbortSilent()
    {
        foreach (var (_, client) in _clients) client.AbortIfSilent();
    }

    void SendToAllHere(SocketMessage message)
    {
        foreach (var (_, client) in _clients) client.Send(message);
    }

    void SendToRoomHere(ReadOnlySpan<byte> room, SocketMessage message)
    {
        foreach (var client in _rooms.Members(room)) client.Send(message);
    }

    void Receive(ReadOnlyMemory<byte> bytes)
    {
        if (!SocketRelay.TryRead(bytes.Span, out var kind, out var id, out var room, out var text)) return;
        var client = Find(id);
        switch (kind)
        {
            case SocketRelay.Kind.Join:
                if (client is not null) _rooms.Join(client, room);
                break;
            case SocketRelay.Kind.Leave:
                if (client is not null) _rooms.Leave(client, room);
                break;
            case SocketRelay.Kind.Close:
                client?.Close(WebSocketCloseStatus.NormalClosure);
                break;
            default:
                var message = SocketMessage.Copy(text);
                if (kind == SocketRelay.Kind.SendToAll) SendToAllHere(message);
                else if (kind == SocketRelay.Kind.SendToRoom) SendToRoomHere(room, message);
                else client?.Send(message);
                message.Release();
                break;
        }
    }

    SocketClient? Find(long id) => _clients.GetValueOrDefault(id);
}
