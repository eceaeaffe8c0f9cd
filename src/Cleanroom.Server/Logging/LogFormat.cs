using System.Globalization;
using Cleanroom.Server.Pipeline;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Logging;

/// <summary>How log entries look.</summary>
abstract class LogFormat
{
    /// <summary>Most bytes that <see cref="AppendRecord"/> adds to those of the record.</summary>
    public const int MaxFrame = 256;

    /// <summary>Appends the record of a request as one line.</summary>
    public abstract void AppendRecord(ref LogText line, DateTimeOffset time, in RequestRecord record);

    /// <summary>Returns any other entry, with its line end.</summary>
    /// <param name="time">When it was logged.</param>
    /// <param name="level">Its level.</param>
    /// <param name="name">The name of its event, or null.</param>
    /// <param name="message">The message.</param>
    /// <param name="values">The named values in the message.</param>
    /// <param name="stack">The exception with its stack, or null when it is not shown.</param>
    public abstract byte[] Entry(DateTimeOffset time, LogLevel level, string? name, string message, IReadOnlyList<KeyValuePair<string, object?>> values, string? stack);

    /// <summary>Returns a time as entries show it.</summary>
    protected static string Show(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
