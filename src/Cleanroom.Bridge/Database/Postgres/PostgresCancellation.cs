using Npgsql;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>
/// Cancels a running command on timeout. Runs on another thread, because the request needs its own connection and the caller that stops a guest must not
/// block.
/// </summary>
sealed class PostgresCancellation : IDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(3);

    readonly NpgsqlCommand _command;
    readonly PostgresPool _pool;
    readonly int _processId;
    readonly CancellationTokenRegistration _registration;
    readonly ManualResetEventSlim _done = new();
    Task? _asking;

    public PostgresCancellation(NpgsqlCommand command, PostgresPool pool, CancellationToken token)
    {
        _command = command;
        _pool = pool;
        _processId = command.Connection!.ProcessID;
        _registration = token.UnsafeRegister(static state => ((PostgresCancellation)state!).Start(), this);
    }

    /// <summary>True when the server was or may have been asked to cancel: the connection must not be reused.</summary>
    public bool WasAsked => _asking is not null;

    /// <summary>Requests cancellation.</summary>
    public void Start() => _asking = Task.Run(Ask);

    // A request that arrives before the command starts has no effect, and the driver sends only one: repeat it until the command ends.
    void Ask()
    {
        _command.Cancel();
        while (!_done.Wait(Pause)) _pool.CancelBackend(_processId);
    }

    public void Dispose()
    {
        _registration.Dispose();
        _done.Set();
        if (_asking is null) _done.Dispose();
        else _asking.Wait(MaxWait);
    }
}
