namespace Cleanroom.Server.WebSockets;

/// <summary>The rooms of an application, by name. A room exists while a client is in it.</summary>
sealed class SocketRooms
{
    /// <summary>Maximum number of rooms that one client can be in.</summary>
    public const int MaxRooms = 1000;

    readonly Lock _gate = new();
    readonly Dictionary<byte[], SocketRoom> _rooms = new(RoomNames.Instance);
    readonly Dictionary<byte[], SocketRoom>.AlternateLookup<ReadOnlySpan<byte>> _byName;

    public SocketRooms() => _byName = _rooms.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Number of rooms.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _rooms.Count;
        }
    }

    /// <summary>Adds a client to a room. Returns false when it is in too many rooms.</summary>
    public bool Join(SocketClient client, ReadOnlySpan<byte> name)
    {
        lock (_gate)
        {
            if (client.HasLeft) return true;
            var rooms = client.Rooms ??= [];
            var isThere = _byName.TryGetValue(name, out var room);
            if (isThere && rooms.Contains(room!)) return true;
            if (rooms.Count == MaxRooms) return false;
            if (!isThere) _byName[name] = room = new SocketRoom(name.ToArray());
            rooms.Add(room!);
            room!.Add(client);
            return true;
        }
    }

    /// <summary>Removes a client from a room.</summary>
    public void Leave(SocketClient client, ReadOnlySpan<byte> name)
    {
        lock (_gate)
            if (_byName.TryGetValue(name, out var room) && client.Rooms?.Remove(room) == true) Remove(client, room);
    }

    /// <summary>Removes a client from all rooms for good.</summary>
    public void LeaveAll(SocketClient client)
    {
        lock (_gate)
        {
            client.HasLeft = true;
            foreach (var room in client.Rooms ?? []) Remove(client, room);
            client.Rooms = null;
        }
    }

    /// <summary>The clients in a room.</summary>
    public SocketClient[] Members(ReadOnlySpan<byte> name)
    {
        lock (_gate) return _byName.TryGetValue(name, out var room) ? room.Members : [];
    }

    void Remove(SocketClient client, SocketRoom room)
    {
        room.Remove(client);
        if (room.IsEmpty) _rooms.Remove(room.Name);
    }

    // Names are bytes: two names that are not valid UTF-8 differ like all others.
    sealed class RoomNames : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static RoomNames Instance { get; } = new();

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}

/// <summary>A room. Belongs to <see cref="SocketRooms"/>, whose lock its callers hold.</summary>
/// <param name="name">The name.</param>
sealed class SocketRoom(byte[] name)
{
    readonly HashSet<SocketClient> _clients = [];
    SocketClient[]? _members;

    /// <summary>The name.</summary>
    public byte[] Name => name;

    /// <summary>True when no client is in it.</summary>
    public bool IsEmpty => _clients.Count == 0;

    /// <summary>The clients at this moment.</summary>
    public SocketClient[] Members => _members ??= [.. _clients];

    /// <summary>Adds a client.</summary>
    public void Add(SocketClient client)
    {
        _clients.Add(client);
        _members = null;
    }

    /// <summary>Removes a client.</summary>
    public void Remove(SocketClient client)
    {
        _clients.Remove(client);
        _members = null;
    }
}
