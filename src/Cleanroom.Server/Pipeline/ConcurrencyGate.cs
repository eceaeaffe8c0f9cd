namespace Cleanroom.Server.Pipeline;

/// <summary>Lets so many requests run at once and so many wait; further ones are turned away.</summary>
sealed class ConcurrencyGate(int running, int waiting) : IDisposable
{
    readonly SemaphoreSlim _places = new(running, running);
    int _waiting;
    long _lastLeft = Environment.TickCount64;

    /// <summary>True when there is a place.</summary>
    public bool HasPlace => _places.CurrentCount > 0;

    /// <summary>How many run.</summary>
    public int Running => running - _places.CurrentCount;

    /// <summary>How long there has been no place.</summary>
    public TimeSpan FullFor => HasPlace ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _lastLeft));

    /// <summary>Enters when there is a place at once.</summary>
    public bool TryEnter() => _places.Wait(0, CancellationToken.None);

    /// <summary>Waits for a place. False when too many wait already.</summary>
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

    public void Dispose() => _places.Dispose();

    /// <summary>Gives the place back.</summary>
    public void Leave()
    {
        Volatile.Write(ref _lastLeft, Environment.TickCount64);
        _places.Release();
    }
}
