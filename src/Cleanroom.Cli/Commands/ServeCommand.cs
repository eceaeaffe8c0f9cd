using System.CommandLine;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Abi;
using Cleanroom.Bridge.Capabilities;
using Cleanroom.Bridge.Configuration;
using Cleanroom.Cli.Terminal;
using Cleanroom.Server;
using Cleanroom.Server.Configuration;
using Cleanroom.Server.Hosting;
using Cleanroom.Wasm;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Cli.Commands;

/// <summary><c>cleanroom serve FILE</c>: serves a web application.</summary>
static class ServeCommand
{
    static readonly Argument<string> File = new("FILE") { Description = "The WebAssembly module." };

    static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Shows warnings and errors only, no line for each request." };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("serve", "Serves a web application: runs its entry point once, then a guest of its own for each request.") { File, Quiet, CommonOptions.Debug };
        var settings = new SettingOptions<CleanServerOptions>(command, ServerSettings.All);
        command.SetAction(line => Run(line, settings));
        return command;
    }

    static int Run(ParseResult line, SettingOptions<CleanServerOptions> settings)
    {
        var file = line.GetRequiredValue(File);
        var debug = line.GetValue(CommonOptions.Debug);
        ReadOnlyMemory<byte> bytes = default;
        try
        {
            var options = ReadOptions(line, settings, file);
            bytes = System.IO.File.ReadAllBytes(file);
            using var application = CleanApplication.Load(bytes, options with { Guest = GuestSettings.OpenDatabase(options.Guest) });
            return Serve(application);
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
            Guest = new GuestOptions
            {
                Directories = [new DirectoryGrant(directory)],
                Logger = new StandardErrorLogger(GuestConsole.Null, line.GetValue(Quiet) ? LogLevel.Warning : LogLevel.Information),
            },
        });
    }

    static int Serve(CleanApplication application)
    {
        var address = application.Options.Address ?? application.Host ?? CleanServer.DefaultAddress;
        var port = application.Options.Port ?? application.Port ?? CleanServer.DefaultPort;
        var server = CleanServer.Create(application, address, port);
        try
        {
            server.StartAsync().GetAwaiter().GetResult();
        }
        catch (IOException taken)
        {
            StandardError.WriteLine($"cleanroom: {address}:{port} cannot be listened on: {taken.InnerException?.Message ?? taken.Message}. Choose another one with --port.");
            return ExitCode.HostFault;
        }
        Announce(application, server.Urls);
        server.WaitForShutdownAsync().GetAwaiter().GetResult();
        return ExitCode.Done;
    }

    static void Announce(CleanApplication application, ICollection<string> addresses)
    {
        foreach (var address in addresses) StandardError.WriteLine($"cleanroom: serving at {address}");
        var routes = application.Routes.ToList();
        if (routes.Count == 0) StandardError.WriteLine("cleanroom: the program registered no routes: every request is answered 404");
        foreach (var (method, pattern, role) in routes)
            StandardError.WriteLine($"    {method,-7} {pattern}{(role is null ? "" : role.Length == 0 ? "  (signed-in users)" : $"  (role {role})")}");
        var missing = application.Module.Imports.Where(import => import.Status == ImportStatus.Missing).ToList();
        if (missing.Count > 0) StandardError.WriteLine($"cleanroom: {missing.Count} imports are missing; a request that calls one is answered 500:{string.Concat(missing.Select(import => $"\n    {import}"))}");
    }
}
