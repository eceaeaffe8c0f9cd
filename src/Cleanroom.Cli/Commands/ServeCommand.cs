using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Grants;
using Cleanroom.Cli.Terminal;
using Cleanroom.Server;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Hosting;
using Cleanroom.Wasm;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Cli.Commands;

/// <summary><c>cleanroom serve FILE</c>: serves a web application.</summary>
static class ServeCommand
{
    static readonly Argument<string> File = ModuleFile.Validated(new Argument<string>("FILE") { Description = "The WebAssembly module." });

    /// <summary>Adds its arguments, its options and its action.</summary>
    public static void Configure(Command command)
    {
        command.Add(File);
        command.Add(CommonOptions.Debug);
        var settings = new SettingOptions<CleanServerOptions>(command, ServerSettings.All);
        command.SetAction(line => Run(line, settings));
    }

    static int Run(ParseResult line, SettingOptions<CleanServerOptions> settings)
    {
        var file = line.GetRequiredValue(File);
        var debug = line.GetValue(CommonOptions.Debug);
        ReadOnlyMemory<byte> bytes = default;
        // A reload request during startup must not end the process.
        using var hangUps = PosixSignalRegistration.Create(PosixSignal.SIGHUP, static signal => signal.Cancel = true);
        try
        {
            var options = ReadOptions(line, settings, file);
            using var log = new ServeLog(options, debug);
            bytes = ModuleFile.Read(file);
            using var application = CleanApplication.Load(bytes, options with { Guest = options.Guest with { Logger = log.From(options.Quiet ? LogLevel.Warning : LogLevel.Information) } });
            return Serve(application, log, file);
        }
        catch (TrapException trap)
        {
            TrapReport.Write(file, trap, null, debug);
            return trap.Kind == TrapKind.DeadlineExceeded ? ExitCode.TimeLimit : trap.Kind == TrapKind.HostDefect ? ExitCode.HostFault : ExitCode.Trapped;
        }
        catch (Exception failure)
        {
            return FailureReport.Write(file, bytes, failure, debug);
        }
    }

    static CleanServerOptions ReadOptions(ParseResult line, SettingOptions<CleanServerOptions> settings, string file)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return settings.Read(line, new CleanServerOptions
        {
            PublicDirectory = CleanServerOptions.FindPublicDirectory(directory),
            RaiseThreadPoolMinimum = true,
            Guest = new GuestOptions { Directories = [new DirectoryGrant(directory)] },
        });
    }

    static int Serve(CleanApplication application, ServeLog log, string file)
    {
        var address = application.Options.Address ?? application.Host ?? CleanServer.DefaultAddress;
        var port = application.Options.Port ?? application.Port ?? CleanServer.DefaultPort;
        if (application.Options is { Development: true, DevelopmentRemote: false } && !System.Net.IPAddress.IsLoopback(address))
            throw new HostException($"--dev shows the inside of the program to every client of {address}: listen on 127.0.0.1, or add --dev-remote");
        var server = CleanServer.Create(application, address, port);
        using var telemetry = OpenTelemetryExport.Start();
        using var reloader = new ModuleReloader(application, file);
        using var signals = new ServeSignals(server, reloader);
        try
        {
            server.StartAsync().GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            var advice = failure is not SocketException { SocketErrorCode: var code } ? "Choose another one with --port"
                : code == SocketError.AccessDenied ? "Ports below 1024 need a privilege: choose another one with --port"
                : "Choose an address of this machine with --host";
            log.Flush();
            StandardError.WriteLine($"cleanroom: {new System.Net.IPEndPoint(address, port)} cannot be listened on: {failure.InnerException?.Message ?? failure.Message}. {advice}.");
            return ExitCode.HostFault;
        }
        // Shown even with --quiet: with a free port, the user must learn which one it is.
        ServeAnnouncement.WriteAddresses(log.From(LogLevel.Information), server.Urls);
        ServeAnnouncement.Write(application.Options.Guest.Logger, application);
        if (application.Options.Watch) reloader.Watch();
        var drain = new CancellationTokenSource();
        server.Lifetime.ApplicationStopping.Register(() => drain.CancelAfter(application.Options.DrainTimeout));
        server.WaitForShutdownAsync().GetAwaiter().GetResult();
        application.StopAsync(drain.Token).GetAwaiter().GetResult();
        return ExitCode.Done;
    }
}
