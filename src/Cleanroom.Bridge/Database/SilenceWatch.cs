using System.Diagnostics;

namespace Cleanroom.Bridge.Database;

/// <summary>
/// Remembers that a server takes what it is sent and does not answer: others who need it fail at once instead of each waiting for its own time limit. One
/// probe at a time finds out when the server answers again. Thread-safe.
/// </summary>
/// <param name="probe">Asks the server for something simple. It runs on a thread that may wait.</param>
sealed class SilenceWatch(Action probe) : IDisposable
{
    // A failure that took longer is not a refusal.
    static readonly TimeSpan MaxRefusal = TimeSpan.FromSeconds(1), Pause = TimeSpan.FromMilliseconds(100);

    readonly CancellationTokenSource _end = new();
    int _isSilent;

    /// <summary>True while the server does not answer.</summary>
    public bool IsSilent => Volatile.Read(ref _isSilent) != 0;

    /// <summary>Called after a failure.</summary>
    /// <param name="since">When the attempt began, as a <see cref="Stopwatch"/> timestamp.</param>
    public void Failed(long since)
    {
        if (Stopwatch.GetElapsedTime(since) < MaxRefusal || _end.IsCancellationRequested || Interlocked.Exchange(ref _isSilent, 1) != 0) return;
        new Thread(Probe) { IsBackground = true, Name = "Server that does not answer" }.Start();
    }

    public void Dispose() => _end.Cancel();

    void Probe()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                probe();
                break;
            }
            catch (Exception) when (!_end.Token.WaitHandle.WaitOne(Pause))
            {
                // It is asked again.
            }
            catch (Exception)
            {
                // Whoever used the server is gone.
            }
        }
        Volatile.Write(ref _isSilent, 0);
    }
}
