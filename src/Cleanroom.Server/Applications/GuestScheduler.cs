namespace Cleanroom.Server.Applications;

/// <summary>
/// Runs work that may block on a database or a remote server on dedicated threads, up to a maximum. Threads start on demand and end after being idle for a
/// while. Continuations run on the thread pool.
/// </summary>
/// <param name="maxThreads">The maximum number of threads.</param>
/// <param name="idleTime">How long an idle thread waits for work before it ends.</param>
/// <param name="stackBytes">The stack size of a thread; 0 for the default of the system.</param>
sealed class GuestScheduler(int maxThreads, TimeSpan idleTime, int stackBytes = 0) : TaskScheduler, IDisposable
{
    const TaskCreationOptions Options = TaskCreationOptions.DenyChildAttach | TaskCreationOptions.HideScheduler | TaskCreationOptions.RunContinuationsAsynchronously;

    readonly Queue<Task> _waiting = new();
    int _threads;
    int _idle;
    bool _isDisposed;

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => maxThreads;

    /// <summary>Number of current threads.</summary>
    public int Threads
    {
        get
        {
            lock (_waiting) return _threads;
        }
    }

    /// <summary>Runs an action on a dedicated thread. The task completes when it has returned.</summary>
    public Task RunAsync(Action work) => Task.Factory.StartNew(work, CancellationToken.None, Options, this);

    /// <summary>Runs a function on a dedicated thread. The task completes when it has returned.</summary>
    public Task<T> RunAsync<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, Options, this);

    /// <summary>Lets the threads end when no work is queued. Work queued later runs on the thread pool.</summary>
    public void Dispose()
    {
        lock (_waiting)
        {
            _isDisposed = true;
            Monitor.PulseAll(_waiting);
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (_waiting)
        {
            if (_isDisposed)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static state => state.Item1.TryExecuteTask(state.task), (this, task), preferLocal: false);
                return;
            }
            _waiting.Enqueue(task);
            if (_idle >= _waiting.Count)
            {
                Monitor.Pulse(_waiting);
                return;
            }
            if (_threads == maxThreads) return;
            try
            {
                new Thread(Work, stackBytes) { IsBackground = true, Name = "Cleanroom guest" }.Start();
                _threads++;
            }
            catch (OutOfMemoryException) when (_threads > 0)
            {
                // The system refuses another thread: one of those that run takes the task.
            }
        }
    }

    // Inlining would block a thread of the pool.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_waiting) return [.. _waiting];
    }

    void Work()
    {
        while (Next() is { } task) TryExecuteTask(task);
    }

    // Returns null when the thread should end.
    Task? Next()
    {
        lock (_waiting)
        {
            _idle++;
            while (_waiting.Count == 0 && !_isDisposed)
                if (!Monitor.Wait(_waiting, idleTime)) break;
            _idle--;
            if (_waiting.TryDequeue(out var task)) return task;
            _threads--;
            return null;
        }
    }
}
