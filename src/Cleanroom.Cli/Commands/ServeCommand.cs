using System.CommandLine;
using System.Net;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Abi;
using Cleanroom.Bridge.Capabilities;
using Cleanroom.Cli.Terminal;
using Cleanroom.Server;
using Cleanroom.Server.Hosting;
using Cleanroom.Wasm;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Cli.Commands;

/// <summary><c>cleanroom serve FILE</c>: serves a web application.</summary>
static class ServeCommand
{
    static readonly Argument<string> File = new("FILE") { Description = "The WebAssembly module." };

    static readonly Option<PortNumber?> Port = new("--port", "-p")
    {
        HelpName = "PORT",
        Description = "The port; 0 for a free one. Without the option: what the program wishes for, else 3000.",
        CustomParser = OptionValues.Port,
    };

    static readonly Option<string?> Host = new("--host") { HelpName = "ADDRESS", Description = "The address to listen on. Without the option: what the program wishes for, else 127.0.0.1." };

    static readonly Option<ByteSize?> BodyLimit = new("--body-limit") { HelpName = "SIZE", Description = "The largest request body, in megabytes or with a unit. Without the option: 10 MB.", CustomParser = OptionValues.Size };

    static readonly Option<Duration?> RequestTimeout = new("--request-timeout") { HelpName = "SECONDS", Description = "The most time for a request: 504 when it is over. Without the option: 30.", CustomParser = OptionValues.Seconds };

    static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Shows warnings and errors only, no line for each request." };

    static readonly Option<bool> Development = new("--dev") { Description = "Shows traps with their stack to clients. For development only." };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("serve", "Serves a web application: runs its entry point once, then a guest of its own for each request.")
        {
            File, Port, Host, BodyLimit, RequestTimeout, Quiet, Development, CommonOptions.Debug,
        };
        GuestSettings.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult line)
    {
        var file = line.GetRequiredValue(File);
        var debug = line.GetValue(CommonOptions.Debug);
        ReadOnlyMemory<byte> bytes = default;
        try
        {
            bytes = System.IO.File.ReadAllBytes(file);
            using var application = CleanApplication.Load(bytes, ReadOptions(line, file));
            return Serve(application, line);
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

    static CleanServerOptions ReadOptions(ParseResult line, string file)
    {
        var guest = GuestSettings.Read(line, Path.GetDirectoryName(Path.GetFullPath(file))!, input: null);
        var defaults = new CleanServerOptions();
        return defaults with
        {
            Guest = guest with { Logger = new StandardErrorLogger(guest.Console, line.GetValue(Quiet) ? LogLevel.Warning : LogLevel.Information) },
            BodyLimit = (long)(line.GetValue(BodyLimit)?.Bytes ?? (ulong)defaults.BodyLimit),
            RequestTimeout = line.GetValue(RequestTimeout)?.Value ?? defaults.RequestTimeout,
            Strict = line.GetValue(GuestSettings.Strict),
            Development = line.GetValue(Development),
        };
    }

    static int Serve(CleanApplication application, ParseResult line)
    {
        var name = line.GetValue(Host) ?? application.Host ?? CleanServer.DefaultAddress.ToString();
        var address = name == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(name, out var parsed) ? parsed : throw new HostException($"--host {name} is no address: use one like 127.0.0.1 or 0.0.0.0");
        var port = line.GetValue(Port)?.Value ?? application.Port ?? CleanServer.DefaultPort;
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
