using System.Runtime.InteropServices;
using Cleanroom.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cleanroom.Cli.Terminal;

/// <summary>
/// Signal handling of a server: the first termination signal lets running requests finish, a second ends the server immediately; a hang-up signal reloads the
/// module.
/// </summary>
sealed class ServeSignals : IDisposable
{
    readonly IHost _server;
    readonly PosixSignalRegistration[] _registrations;
    int _asked;

    /// <summary>Starts to handle signals.</summary>
    public ServeSignals(IHost server, ModuleReloader reloader)
    {
        _server = server;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnEnd),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnEnd),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
            {
                signal.Cancel = true;
                Task.Run(reloader.Reload);
            }),
        ];
    }

    /// <summary>Stops handling signals.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    void OnEnd(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Exchange(ref _asked, 1) == 1) Environment.Exit(ExitCode.Interrupted);
        _server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
    }
}
