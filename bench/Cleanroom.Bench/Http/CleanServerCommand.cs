using System.CommandLine;
using System.Net;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server;
using Cleanroom.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Cleanroom.Bench.Http;

/// <summary>
/// The verb <c>clean-server</c>: an application served twice by one process, with the usual time limit at a port and without any at the next. In two
/// processes the same machine code differs by some percent, by where it comes to lie.
/// </summary>
static class CleanServerCommand
{
    static readonly Argument<string> File = new("FILE") { Description = "The WebAssembly module." };
    static readonly Option<int> Port = PositiveOption.Create("--port", "The port of the one with a limit.", 3931);

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("clean-server", "Serves an application with and without a time limit.") { File, Port };
        command.SetAction(parsed => Serve(parsed.GetRequiredValue(File), parsed.GetValue(Port)));
        return command;
    }

    static int Serve(string file, int port)
    {
        var module = System.IO.File.ReadAllBytes(file);
        var options = new CleanServerOptions { Guest = new GuestOptions() };
        using var limited = CleanApplication.Load(module, options);
        using var free = CleanApplication.Load(module, options with { RequestTimeout = Timeout.InfiniteTimeSpan });
        CleanServer.Create(free, IPAddress.Loopback, port + 1).Start();
        CleanServer.Create(limited, IPAddress.Loopback, port).Run();
        return 0;
    }
}
