using Cleanroom.Server.RateLimits;

namespace Cleanroom.Server.WebSockets;

/// <summary>The addresses that WebSocket clients come from, with what each has used of its limits.</summary>
/// <param name="maxSockets">Maximum number of clients with one address.</param>
/// <param name="rate">Maximum number of messages a second from one address.</param>
/// <param name="clock">The clock.</param>
sealed class SocketAddresses(int maxSockets, int rate, TimeProvider clock)
{
    readonly Lock _gate = new();
    readonly Dictionary<RateLimitKey, SocketAddress> _addresses = [];
    long _nextSweep;

    /// <summary>Counts a client. Returns null when its address has too many.</summary>
    public SocketAddress? Enter(RateLimitKey key)
    {
        lock (_gate)
        {
            Sweep();
            if (!_addresses.TryGetValue(key, out var address)) _addresses[key] = address = new SocketAddress(rate, clock);
            if (address.Sockets == maxSockets) return null;
            address.Sockets++;
            return address;
        }
    }

    /// <summary>Called when a client is gone.</summary>
    public void Exit(SocketAddress address)
    {
        lock (_gate) address.Sockets--;
    }

    // An address is kept until it may send as much as a new one: connecting again does not help. At most once a second.
    void Sweep()
    {
        var now = clock.GetTimestamp();
        if (now < _nextSweep) return;
        _nextSweep = now + clock.TimestampFrequency;
        foreach (var (key, address) in _addresses)
            if (address.IsUnused) _addresses.Remove(key);
    }
}

/// <summary>What one address has used of its limits.</summary>
/// <param name="rate">Maximum number of messages a second; twice as many may come at once.</param>
/// <param name="clock">The clock.</param>
sealed class SocketAddress(int rate, TimeProvider clock)
{
    readonly Lock _gate = new();
    double _available = 2.0 * rate;
    long _updated = clock.GetTimestamp();

    /// <summary>Number of clients. Belongs to <see cref="SocketAddresses"/>.</summary>
    public int Sockets { get; set; }

    /// <summary>True when it has no client and has used nothing of its rate.</summary>
    public bool IsUnused
    {
        get
        {
            lock (_gate) return Sockets == 0 && Available() >= 2.0 * rate;
        }
    }

    /// <summary>Counts a message. Returns false when there are too many.</summary>
    public bool TryCountMessage()
    {
        lock (_gate)
        {
            _available = Available();
            _updated = clock.GetTimestamp();
            if (_available < 1) return false;
            _available--;
            return true;
        }
    }

    double Available() => Math.Min(2.0 * rate, _available + rate * clock.GetElapsedTime(_updated).TotalSeconds);
}
