namespace Cleanroom.Bridge.Guests;

/// <summary>
/// States by type: each feature has its own. Every type gets an index once, so a lookup is an array access. The owner of the slots clears all of them when
/// its event ends; no state can be forgotten.
/// </summary>
sealed class StateSlots
{
    static int _types;

    object?[] _states = [];

    static class IndexOf<T>
    {
        public static readonly int Value = Interlocked.Increment(ref _types) - 1;
    }

    /// <summary>Returns the state of a type, creating it if necessary.</summary>
    public T Get<T>() where T : class, new() => Find<T>() ?? Set(new T());

    /// <summary>Returns the state of a type, or null.</summary>
    public T? Find<T>() where T : class
    {
        var (states, index) = (_states, IndexOf<T>.Value);
        return index < states.Length ? (T?)states[index] : null;
    }

    /// <summary>Replaces the state of a type.</summary>
    public T Set<T>(T state) where T : class
    {
        var index = IndexOf<T>.Value;
        if (index >= _states.Length) Array.Resize(ref _states, Volatile.Read(ref _types));
        _states[index] = state;
        return state;
    }

    /// <summary>Ends the event: reusable states are reset, all others disposed of and dropped.</summary>
    public void Clear()
    {
        for (var i = 0; i < _states.Length; i++)
        {
            if (_states[i] is not { } state) continue;
            if (state is IReusableState reusable)
            {
                reusable.Reset();
                continue;
            }
            _states[i] = null;
            (state as IDisposable)?.Dispose();
        }
    }

    /// <summary>Copies the parts of an entry point's states that are passed on to the application.</summary>
    public void PassOn(StateSlots application)
    {
        foreach (var state in _states) (state as IApplicationState)?.PassOn(application);
    }

    /// <summary>Disposes of all states, including reusable ones. They stay in their slots for code that is still running.</summary>
    public void DisposeAll()
    {
        foreach (var state in _states) (state as IDisposable)?.Dispose();
    }
}
