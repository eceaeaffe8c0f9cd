using System.Buffers;
using System.Buffers.Binary;
using Cleanroom.Server.Broadcast;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.WebSockets;

/// <summary>
/// Connects the hub with those of the application's other servers: what concerns clients that may be elsewhere is passed on, and client ids are taken from a
/// range that is this server's alone.
/// </summary>
/// <param name="engine">What passes messages.</param>
/// <param name="options">The options of the application.</param>
sealed class SocketRelay(BroadcastEngine engine, CleanServerOptions options)
{
    // Kind, client id, length of the room's name.
    const int HeaderLength = 1 + sizeof(long) + sizeof(ushort), IdsAtOnce = 1000;

    readonly Lock _gate = new();
    readonly WarningInterval _warnings = new(options.Guest.Clock);
    long _nextId, _endOfIds;

    /// <summary>What another server asks for.</summary>
    public enum Kind : byte
    {
        /// <summary>Sends a message to a client.</summary>
        Send,

        /// <summary>Sends a message to all clients.</summary>
        SendToAll,

        /// <summary>Sends a message to the clients in a room.</summary>
        SendToRoom,

        /// <summary>Adds a client to a room.</summary>
        Join,

        /// <summary>Removes a client from a room.</summary>
        Leave,

        /// <summary>Closes the connection of a client.</summary>
        Close,
    }

    /// <summary>Takes the id of a new client. Returns null while there is no connection and none is left; the log then says so.</summary>
    public long? TakeId()
    {
        lock (_gate)
        {
            if (_nextId == _endOfIds)
            {
                try
                {
                    _nextId = engine.TakeNumbers(IdsAtOnce);
                    _endOfIds = _nextId + IdsAtOnce;
                }
                catch (BroadcastException failure)
                {
                    if (_warnings.IsDue()) options.Guest.Logger.NoSocketIds(failure.Message);
                    return null;
                }
            }
            return _nextId++;
        }
    }

    /// <summary>Passes a request to all other servers.</summary>
    public void Publish(Kind kind, long client, ReadOnlySpan<byte> room, ReadOnlySpan<byte> message = default)
    {
        var length = HeaderLength + room.Length + message.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        buffer[0] = (byte)kind;
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(1), client);
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(1 + sizeof(long)), (ushort)room.Length);
        room.CopyTo(buffer.AsSpan(HeaderLength));
        message.CopyTo(buffer.AsSpan(HeaderLength + room.Length));
        engine.Publish(buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Reads a request of another server. Returns false for what a newer server may send.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Kind kind, out long client, out ReadOnlySpan<byte> room, out ReadOnlySpan<byte> message)
    {
        (kind, client) = (default, 0);
        room = message = default;
        if (bytes.Length < HeaderLength || bytes[0] > (byte)Kind.Close) return false;
        var roomLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(1 + sizeof(long))..]);
        if (bytes.Length < HeaderLength + roomLength) return false;
        (kind, client) = ((Kind)bytes[0], BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]));
        room = bytes.Slice(HeaderLength, roomLength);
        message = bytes[(HeaderLength + roomLength)..];
        return true;
    }
}
