namespace Cleanroom.Server.Applications;

/// <summary>
/// Raises the minimum of the thread pool while guests that loop hold its threads: other requests and connections must not wait until the pool adds threads, which
/// takes it half a second for each. A minimum that is always high costs a busy server processor time: the pool keeps many threads that look for work.
/// </summary>
sealed class ThreadPoolWatch : IDisposable
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50), Calm = TimeSpan.FromSeconds(10);

    // On a busy machine an answer can be late although no guest loops.
    const int MaxUnanswered = 2;

    readonly Func<int> _running;
    readonly int _raised;
    readonly ManualResetEventSlim _ended = new();
    readonly Thread _thread;
    int _usual;
    volatile bool _isAnswered;

    /// <summary>Starts to watch.</summary>
    /// <param name="running">Returns the number of running guests.</param>
    /// <param name="threads">The minimum while guests hold the threads.</param>
    public ThreadPoolWatch(Func<int> running, int threads)
    {
        (_running, _raised) = (running, threads);
        _thread = new Thread(Run) { IsBackground = true, Name = "Cleanroom pool" };
        _thread.Start();
    }

    /// <summary>Ends the watch; the minimum is as before.</summary>
    public void Dispose()
    {
        _ended.Set();
        _thread.Join();
        _ended.Dispose();
    }

    void Run()
    {
        var (unanswered, lastBusy) = (0, 0L);
        while (!_ended.Wait(Interval))
        {
            if (_running() < Environment.ProcessorCount)
            {
                unanswered = 0;
                if (_usual > 0 && Environment.TickCount64 - lastBusy > Calm.TotalMilliseconds) Lower();
                continue;
            }
            lastBusy = Environment.TickCount64;
            // A thread of the pool that is free answers at once.
            if (unanswered > 0 && !_isAnswered)
            {
                if (unanswered++ == MaxUnanswered) Raise();
                continue;
            }
            (_isAnswered, unanswered) = (false, 1);
            ThreadPool.UnsafeQueueUserWorkItem(static watch => watch._isAnswered = true, this, preferLocal: false);
        }
        Lower();
    }

    void Raise()
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        if (workers >= _raised) return;
        ThreadPool.SetMinThreads(_raised, completions);
        _usual = workers;
    }

    void Lower()
    {
        if (_usual == 0) return;
        ThreadPool.GetMinThreads(out var workers, out var completions);
        // Somebody else may have changed it.
        if (workers == _raised) ThreadPool.SetMinThreads(_usual, completions);
        _usual = 0;
    }
}
