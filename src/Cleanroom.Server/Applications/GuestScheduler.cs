namespace Cleanroom.Server.Applications;

/// <summary>
/// Runs what may wait for something, a database or another server, on threads of its own, so many at most. They are started when they are needed and end when
/// they have been idle for a while. What follows a task runs on the pool's threads.
/// </summary>
sealed class GuestScheduler(int maxThreads, TimeSpan idleTime) : TaskScheduler, IDisposable
{
    const TaskCreationOptions Options = TaskCreationOptions.DenyChildAttach | TaskCreationOptions.HideScheduler | TaskCreationOptions.RunContinuationsAsynchronously;

    readonly Queue<Task> _waiting = new();
    int _threads;
    int _idle;
    bool _isDisposed;

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => maxThreads;

    /// <summary>Threads that there are now.</summary>
    public int Threads
    {
        get
        {
            lock (_waiting) return _threads;
        }
    }

    /// <summary>Runs something on one of the threads. The task is over when it has returned.</summary>
    public Task RunAsync(Action work) => Task.Factory.StartNew(work, CancellationToken.None, Options, this);

    /// <summary>Runs something on one of the threads. The task is over when it has returned.</summary>
    public Task<T> RunAsync<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, Options, this);

    /// <summary>Lets the threads end when nothing waits any more. What is queued later runs on the pool's threads.</summary>
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
            new Thread(Work) { IsBackground = true, Name = "Cleanroom guest" }.Start();
            _threads++;
        }
    }

    // Who asks would have to wait on a thread of the pool.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_waiting) return [.. _waiting];
    }

    void Work()
    {
        while (Next() is { } task) TryExecuteTask(task);
    }

    // Null when the thread is to end.
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
