using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Tests.Support;

/// <summary>Keeps log lines.</summary>
sealed class ListLogger : ILogger
{
    readonly ConcurrentQueue<string> _lines = [];

    public IReadOnlyCollection<string> Lines => _lines;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Enqueue(formatter(state, exception));
}
