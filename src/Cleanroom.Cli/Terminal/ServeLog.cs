using Cleanroom.Server;
using Cleanroom.Server.Logging;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Cli.Terminal;

/// <summary>The log of <c>serve</c> on standard error. What was logged is written before the process ends, whether it exits or crashes.</summary>
sealed class ServeLog : IDisposable
{
    /// <summary>How long the end of the process waits for a standard error that accepts nothing.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    readonly LogFormat _format;
    readonly LogWriter _writer;
    readonly bool _showsStacks;

    /// <summary>Starts the log.</summary>
    /// <param name="options">The options of the server.</param>
    /// <param name="showsStacks">True to show exceptions with their stacks.</param>
    public ServeLog(CleanServerOptions options, bool showsStacks)
    {
        var isTerminal = !Console.IsErrorRedirected;
        _format = options.LogsJson ?? !isTerminal ? new JsonFormat() : new TextFormat(isColored: isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
        _writer = new LogWriter(StandardStreams.Error, _format, TimeProvider.System);
        _showsStacks = showsStacks;
        AppDomain.CurrentDomain.ProcessExit += OnEnd;
        AppDomain.CurrentDomain.UnhandledException += OnEnd;
    }

    /// <summary>Returns a logger for entries from a level on.</summary>
    public ILogger From(LogLevel lowest) => new LineLogger(_writer, _format, lowest, TimeProvider.System, _showsStacks);

    /// <summary>Writes what was logged so far; whatever is written to standard error next follows it.</summary>
    public void Flush() => _writer.Flush(Patience);

    /// <summary>Writes the rest.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnEnd;
        AppDomain.CurrentDomain.UnhandledException -= OnEnd;
        Flush();
        _writer.Dispose();
    }

    void OnEnd(object? sender, EventArgs end) => Flush();
}
