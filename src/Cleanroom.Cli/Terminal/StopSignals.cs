using System.Runtime.InteropServices;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Cli.Terminal;

/// <summary>
/// Stops a guest on timeout, on Ctrl-C and on a termination signal. A second signal ends the process immediately, and so does a guest that does not stop.
/// </summary>
sealed class StopSignals : IDisposable
{
    /// <summary>How long a guest may stay in an uninterruptible host function, such as a write to a reader that does not read.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    readonly Lock _changing = new();
    readonly PosixSignalRegistration _interrupt;
    readonly PosixSignalRegistration _terminate;
    Timer? _timer;
    Guest? _guest;

    /// <summary>Starts to handle signals.</summary>
    public StopSignals()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => OnSignal(signal, Cli.ExitCode.Interrupted));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => OnSignal(signal, Cli.ExitCode.Terminated));
    }

    /// <summary>The exit code for the reason of the stop, or null.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Sets the guest to stop and starts its time limit.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="timeout">The time limit, or null.</param>
    public void Watch(Guest guest, TimeSpan? timeout)
    {
        lock (_changing)
        {
            _guest = guest;
            if (timeout is { } time) _timer = new Timer(_ => TryStop(Cli.ExitCode.TimeLimit), null, time, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Stops watching the guest, which has ended.</summary>
    public void Dispose()
    {
        lock (_changing)
        {
            _guest = null;
            _timer?.Dispose();
        }
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    void OnSignal(PosixSignalContext signal, int code) => signal.Cancel = TryStop(code);

    bool TryStop(int code)
    {
        lock (_changing)
        {
            if (_guest is null || ExitCode is not null) return false;
            ExitCode = code;
            _guest.Stop();
            _timer?.Dispose();
            _timer = new Timer(_ => GiveUp(code), null, Patience, Timeout.InfiniteTimeSpan);
            return true;
        }
    }

    void GiveUp(int code)
    {
        lock (_changing)
            if (_guest is null) return;
        StandardError.WriteLine("cleanroom: the program did not stop in time: ended at once");
        Environment.Exit(code);
    }
}
