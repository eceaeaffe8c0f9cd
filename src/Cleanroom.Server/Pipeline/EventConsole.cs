using Cleanroom.Bridge.Guests;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Pipeline;

/// <summary>The console of an event: a request, an entry point, a queued call. Lines that it leaves unfinished are logged when it ends.</summary>
sealed class EventConsole : IDisposable
{
    readonly LogStream _output;
    readonly LogStream _errors;

    /// <summary>Creates a console that writes to a log.</summary>
    /// <param name="logger">The log.</param>
    /// <param name="request">The request, or null outside of one.</param>
    public EventConsole(ILogger logger, RequestContext? request = null) =>
        Console = new GuestConsole(null, _output = new LogStream(logger, LogLevel.Information, request), _errors = new LogStream(logger, LogLevel.Warning, request));

    /// <summary>The console for the guest.</summary>
    public GuestConsole Console { get; }

    /// <summary>Logs what is left. The console can be used again by the next event.</summary>
    public void Dispose()
    {
        Console.Flush();
        _output.End();
        _errors.End();
    }
}
