using Cleanroom.Bridge.Guests;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Cli.Terminal;

/// <summary>Writes each log entry to standard error as one line, after the guest's output so far.</summary>
sealed class StandardErrorLogger(GuestConsole console, LogLevel lowest) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= lowest;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        console.Flush();
        StandardError.WriteLine($"cleanroom: {formatter(state, exception)}");
    }
}
