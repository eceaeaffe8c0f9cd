using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Tests;

/// <summary>Keeps what is logged.</summary>
sealed class LogCollector : ILogger
{
    readonly ConcurrentQueue<string> _lines = new();
    TaskCompletionSource _added = NewSignal();

    public IReadOnlyCollection<string> Lines => _lines;

    public void Clear() => _lines.Clear();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue(formatter(state, exception));
        Interlocked.Exchange(ref _added, NewSignal()).SetResult();
    }

    /// <summary>Waits until the condition holds.</summary>
    public async Task WaitAsync(Func<bool> condition)
    {
        while (true)
        {
            var added = Volatile.Read(ref _added).Task;
            if (condition()) return;
            await added.WaitAsync(Patience.Long);
        }
    }

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
