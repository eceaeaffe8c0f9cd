using Cleanroom.Bridge.Guests;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Pipeline;

/// <summary>The console of an event outside of a request: an entry point, a queued call. Lines that it leaves unfinished are logged when it ends.</summary>
sealed class EventConsole : IDisposable
{
    readonly LogStream _output;
    readonly LogStream _errors;

    /// <summary>Creates a console that writes to a log.</summary>
    public EventConsole(ILogger logger) =>
        Console = new GuestConsole(null, _output = new LogStream(logger, LogLevel.Information), _errors = new LogStream(logger, LogLevel.Warning));

    /// <summary>The console for the guest.</summary>
    public GuestConsole Console { get; }

    /// <summary>Logs what is left.</summary>
    public void Dispose()
    {
        Console.Flush();
        _output.End();
        _errors.End();
    }
}
