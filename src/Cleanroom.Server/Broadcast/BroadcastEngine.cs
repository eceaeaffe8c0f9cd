namespace Cleanroom.Server.Broadcast;

/// <summary>
/// Passes messages between the servers of an application, each at most once and those of one server in their order, and gives out numbers that no two servers
/// get. Thread-safe.
/// </summary>
abstract class BroadcastEngine : IDisposable
{
    /// <summary>Called for each message of another server, one at a time. The bytes are valid during the call. Set before anything is published.</summary>
    public Action<ReadOnlyMemory<byte>>? Received { get; set; }

    /// <summary>Sends a message to all other servers. Never waits; while there is no connection, it is dropped.</summary>
    public abstract void Publish(ReadOnlySpan<byte> message);

    /// <summary>Takes consecutive numbers from 1 on. Returns the first.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="BroadcastException">There is no connection.</exception>
    public abstract long TakeNumbers(int count);

    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>The other servers cannot be reached: the message is logged.</summary>
sealed class BroadcastException(string message, Exception innerException) : Exception(message, innerException);
