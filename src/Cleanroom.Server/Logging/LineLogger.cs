using System.Buffers;
using Cleanroom.Server.Pipeline;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Logging;

/// <summary>The log of a standalone server. The record of a request is formatted without allocating.</summary>
/// <param name="writer">Writes the lines.</param>
/// <param name="format">How they look.</param>
/// <param name="lowest">The lowest level that is logged.</param>
/// <param name="clock">The time.</param>
/// <param name="showsStacks">True to show exceptions with their stacks.</param>
sealed class LineLogger(LogWriter writer, LogFormat format, LogLevel lowest, TimeProvider clock, bool showsStacks) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= lowest;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        // Of a value type, the compiler makes code without boxing.
        if (state is RequestRecord record)
        {
            WriteRecord(record);
            return;
        }
        var values = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
        writer.Write(
            format.Entry(clock.GetUtcNow(), logLevel, eventId.Name, formatter(state, exception), values, showsStacks ? exception?.ToString() : null), isUrgent: logLevel >= LogLevel.Warning);
    }

    void WriteRecord(in RequestRecord record)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(record.MaxLength + LogFormat.MaxFrame);
        var line = new LogText(buffer);
        format.AppendRecord(ref line, clock.GetUtcNow(), record);
        writer.Write(line.Written, isUrgent: false);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
