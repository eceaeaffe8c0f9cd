using System.Text;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Async;

/// <summary>Calls of exports by name, at once and later, in a program and in a server (contract, functions 23).</summary>
public sealed class QueuedCallsTests
{
    [Fact]
    public void Program_gets_results_at_once_and_queued_calls_after_its_entry_point()
    {
        using var output = new MemoryStream();
        var module = ServerFunctions.Load(TestGuests.Read("async_calls"));
        using var guest = module.CreateGuest(new GuestOptions { Console = new GuestConsole(null, output, Stream.Null) });
        guest.RunEntryPoint();
        Assert.Equal("x\n\ndone\nlater\n{\"a\":[1,true]}\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public async Task Server_makes_queued_calls_after_the_response()
    {
        var log = new LogCollector();
        await using var served = await ServedApplication.GuestAsync("async_calls", new CleanServerOptions { Guest = new GuestOptions { Logger = log } });
        await log.WaitAsync(() => log.Lines.Contains("program: later"));
        Assert.Equal("done", await served.Client.GetStringAsync("/"));
        await log.WaitAsync(() => log.Lines.Count(line => line == "program: later") == 2);
        // One of the calls traps: it ends itself only.
        Assert.Single(log.Lines, line => line.Contains("the queued call of trap failed: unreachable", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Rule", "N69")]
    public async Task Queued_call_has_the_roles_and_tokens_of_the_application()
    {
        var log = new LogCollector();
        await using var served = await ServedApplication.GuestAsync("queued_application", new CleanServerOptions { Guest = new GuestOptions { Logger = log } });
        Assert.Equal("", await served.Client.GetStringAsync("/"));
        await log.WaitAsync(() => log.Lines.Contains("program: 4711"));
        Assert.Contains("program: 1", log.Lines);
    }
}
