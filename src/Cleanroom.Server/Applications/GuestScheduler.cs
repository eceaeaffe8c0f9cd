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

    readonly Lock _lock = new();
    readonly Queue<Task> _waiting = new();

    // The last to become idle gets work first: its stack is in the cache, and the others may end.
    readonly List<Worker> _idle = [];
    int _threads;
    bool _isDisposed;

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => maxThreads;

    /// <summary>Number of current threads.</summary>
    public int Threads
    {
        get
        {
            lock (_lock) return _threads;
        }
    }

    /// <summary>Runs an action on a dedicated thread. The task completes when it has returned.</summary>
    public Task RunAsync(Action work) => Task.Factory.StartNew(work, CancellationToken.None, Options, this);

    /// <summary>Runs a function on a dedicated thread. The task completes when it has returned.</summary>
    public Task<T> RunAsync<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, Options, this);

    /// <summary>Lets the threads end when no work is queued. Work queued later runs on the thread pool.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var worker in _idle) worker.Wake(null);
            _threads -= _idle.Count;
            _idle.Clear();
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (_lock)
        {
            if (_isDisposed) ThreadPool.UnsafeQueueUserWorkItem(static state => state.Item1.TryExecuteTask(state.task), (this, task), preferLocal: false);
            else if (_idle.Count > 0)
            {
                _idle[^1].Wake(task);
                _idle.RemoveAt(_idle.Count - 1);
            }
            else if (_threads == maxThreads || !TryStart(task)) _waiting.Enqueue(task);
        }
    }

    // Inlining would block a thread of the pool.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_lock) return [.. _waiting];
    }

    // False when the system refuses another thread: one of those that run then takes the task.
    bool TryStart(Task task)
    {
        try
        {
            new Thread(Work, stackBytes) { IsBackground = true, Name = "Cleanroom guest" }.Start(task);
            _threads++;
            return true;
        }
        catch (OutOfMemoryException) when (_threads > 0)
        {
            return false;
        }
    }

    void Work(object? first)
    {
        var worker = new Worker();
        for (var task = (Task?)first; task is not null; task = Next(worker)) TryExecuteTask(task);
    }

    // Returns null when the thread should end.
    Task? Next(Worker worker)
    {
        lock (_lock)
        {
            if (_waiting.TryDequeue(out var task)) return task;
            if (_isDisposed)
            {
                _threads--;
                return null;
            }
            worker.Task = null;
            worker.IsIdle = true;
            _idle.Add(worker);
        }
        worker.Wait(idleTime);
        lock (_lock)
        {
            if (!worker.IsIdle) return worker.Task;
            _idle.Remove(worker);
            _threads--;
            return null;
        }
    }

    // A thread that waits for work.
    sealed class Worker
    {
        volatile bool _isIdle;

        // Written under the lock of the scheduler.
        public bool IsIdle
        {
            get => _isIdle;
            set => _isIdle = value;
        }

        public Task? Task { get; set; }

        public void Wait(TimeSpan limit)
        {
            lock (this)
                while (_isIdle)
                    if (!Monitor.Wait(this, limit)) return;
        }

        public void Wake(Task? task)
        {
            Task = task;
            lock (this)
            {
                _isIdle = false;
                Monitor.Pulse(this);
            }
        }
    }
}
