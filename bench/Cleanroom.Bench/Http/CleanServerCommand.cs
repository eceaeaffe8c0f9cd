using System.CommandLine;
using System.Net;
using Cleanroom.Bridge.Abi;
using Cleanroom.Server;
using Cleanroom.Server.Hosting;

namespace Cleanroom.Bench.Http;

/// <summary>The verb <c>clean-server</c>: an application as <c>cleanroom serve -q</c> serves it, also without what only measurements switch off.</summary>
static class CleanServerCommand
{
    static readonly Argument<string> File = new("FILE") { Description = "The WebAssembly module." };
    static readonly Option<bool> NoDeadline = new("--no-deadline") { Description = "Lets guests run for any time." };
    static readonly Option<int> Port = PositiveOption.Create("--port", "The port.", 3911);

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("clean-server", "Serves an application from the process of the benchmarks.") { File, NoDeadline, Port };
        command.SetAction(parsed => Serve(parsed.GetRequiredValue(File), !parsed.GetValue(NoDeadline), parsed.GetValue(Port)));
        return command;
    }

    static int Serve(string file, bool hasDeadline, int port)
    {
        using var application = CleanApplication.Load(System.IO.File.ReadAllBytes(file), new CleanServerOptions { Guest = new GuestOptions(), HasDeadline = hasDeadline });
        CleanServer.Create(application, IPAddress.Loopback, port).Run();
        return 0;
    }
}
