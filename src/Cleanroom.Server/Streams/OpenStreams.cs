using Cleanroom.Bridge.Grants;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Hosting;
using Cleanroom.Server.RateLimits;

namespace Cleanroom.Server.Streams;

/// <summary>The open event streams of an application, the threads that their guests run on, and the comment lines that keep their connections open.</summary>
sealed class OpenStreams : IApplicationObserver, IDisposable
{
    static readonly TimeSpan CommentInterval = TimeSpan.FromSeconds(15), ThreadIdleTime = TimeSpan.FromSeconds(10);

    readonly Lock _gate = new();
    readonly HashSet<EventStream> _streams = [];
    readonly Dictionary<RateLimitKey, int> _addresses = [];
    readonly int _max, _maxPerAddress;
    readonly ITimer _comments;
    int _places;
    bool _isDraining;

    /// <summary>Creates the list of an application.</summary>
    public OpenStreams(CleanApplication application)
    {
        var options = application.Options;
        var files = OpenFileLimit.Read();
        (_max, _maxPerAddress) = (ConnectionLimit.LongGuests(options.MaxStreams, files), options.MaxStreamsPerAddress);
        if (_max < options.MaxStreams) application.Logger.StreamsReduced(_max, files!.Value);
        Threads = new GuestScheduler(_max, ThreadIdleTime, application.GuestStackBytes);
        _comments = options.Guest.Clock.CreateTimer(static streams => ((OpenStreams)streams!).Comment(), this, CommentInterval, CommentInterval);
    }

    /// <summary>The threads of guests: one for each stream.</summary>
    public GuestScheduler Threads { get; }

    /// <summary>Number of open streams.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _places;
        }
    }

    /// <summary>Takes a place for a stream. Returns false when there are too many.</summary>
    /// <param name="address">The client's address.</param>
    /// <param name="isOfAddress">True when the client's address has too many.</param>
    public bool TryEnter(RateLimitKey address, out bool isOfAddress)
    {
        isOfAddress = false;
        lock (_gate)
        {
            if (_isDraining || _places >= _max) return false;
            var open = _addresses.GetValueOrDefault(address);
            isOfAddress = open >= _maxPerAddress;
            if (isOfAddress) return false;
            _addresses[address] = open + 1;
            _places++;
            return true;
        }
    }

    /// <summary>Gives back a place.</summary>
    public void Leave(RateLimitKey address)
    {
        lock (_gate)
        {
            _places--;
            if (--_addresses[address] == 0) _addresses.Remove(address);
        }
    }

    /// <summary>Adds a stream whose response has begun.</summary>
    public void Add(EventStream stream)
    {
        lock (_gate) _streams.Add(stream);
        if (_isDraining) stream.End();
    }

    /// <summary>Removes a stream.</summary>
    public void Remove(EventStream stream)
    {
        lock (_gate) _streams.Remove(stream);
    }

    public void Draining()
    {
        lock (_gate) _isDraining = true;
        foreach (var stream in All()) stream.End();
    }

    public void Dispose()
    {
        _comments.Dispose();
        Threads.Dispose();
    }

    void Comment()
    {
        foreach (var stream in All()) stream.WriteComment();
    }

    EventStream[] All()
    {
        lock (_gate) return [.. _streams];
    }
}
