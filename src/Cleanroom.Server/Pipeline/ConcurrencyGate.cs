namespace Cleanroom.Server.Pipeline;

/// <summary>Limits the number of running and of waiting requests; further requests are rejected.</summary>
sealed class ConcurrencyGate(int running, int waiting) : IDisposable
{
    readonly SemaphoreSlim _places = new(running, running);
    int _waiting;
    long _lastLeft = Environment.TickCount64;

    /// <summary>True when a place is free.</summary>
    public bool HasPlace => _places.CurrentCount > 0;

    /// <summary>Number of running requests.</summary>
    public int Running => running - _places.CurrentCount;

    /// <summary>How long no place has been free.</summary>
    public TimeSpan FullFor => HasPlace ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _lastLeft));

    /// <summary>Enters if a place is free right now.</summary>
    public bool TryEnter() => _places.Wait(0, CancellationToken.None);

    /// <summary>Waits for a place. Returns false when too many requests wait already.</summary>
    public async ValueTask<bool> EnterAsync(TimeSpan max, CancellationToken aborted)
    {
        if (Interlocked.Increment(ref _waiting) > waiting)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }
        try
        {
            return await _places.WaitAsync(max, aborted);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Waits for a place, however many wait already.</summary>
    public Task EnterAsync(CancellationToken aborted) => _places.WaitAsync(aborted);

    public void Dispose() => _places.Dispose();

    /// <summary>Releases the place.</summary>
    public void Leave()
    {
        Volatile.Write(ref _lastLeft, Environment.TickCount64);
        _places.Release();
    }
}
