using Npgsql;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>
/// Cancels a running command when its time is over, on another thread: asking the server takes a connection of its own, and whoever stops a guest must not wait.
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

    /// <summary>True when the server was or may have been asked: the connection is not to be used again.</summary>
    public bool WasAsked => _asking is not null;

    /// <summary>Asks now.</summary>
    public void Start() => _asking = Task.Run(Ask);

    // A request that arrives before the command runs has no effect, and the driver sends one only: the server is asked again until the command ends.
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
