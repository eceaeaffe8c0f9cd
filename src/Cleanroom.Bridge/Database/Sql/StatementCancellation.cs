namespace Cleanroom.Bridge.Database.Sql;

/// <summary>
/// Cancels a running statement of a server on timeout. Runs on another thread, because the request needs its own connection and the caller that stops a guest
/// must not block.
/// </summary>
abstract class StatementCancellation : IDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(3);

    readonly CancellationTokenRegistration _registration;
    readonly ManualResetEventSlim _done = new();
    Task? _asking;

    protected StatementCancellation(CancellationToken token) => _registration = token.UnsafeRegister(static state => ((StatementCancellation)state!).Start(), this);

    /// <summary>True when the server was or may have been asked to cancel: the connection must not be reused.</summary>
    public bool WasAsked => _asking is not null;

    /// <summary>Requests cancellation.</summary>
    public void Start() => _asking = Task.Run(AskUntilDone);

    public void Dispose()
    {
        _registration.Dispose();
        _done.Set();
        if (_asking is null) _done.Dispose();
        else _asking.Wait(MaxWait);
    }

    /// <summary>Asks the server to cancel. Does not throw.</summary>
    /// <param name="attempt">0 for the first request; later ones follow every 100 ms.</param>
    protected abstract void Ask(int attempt);

    // A request that arrives before the statement starts has no effect: repeat it until the statement ends.
    void AskUntilDone()
    {
        for (var attempt = 0; attempt == 0 || !_done.Wait(Pause); attempt++) Ask(attempt);
    }
}
