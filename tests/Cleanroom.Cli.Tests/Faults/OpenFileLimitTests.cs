using System.Net;
using System.Net.Sockets;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Faults;

/// <summary>More connections than the system lets the process have files, and a limit that is too low from the start.</summary>
public sealed class OpenFileLimitTests
{
    static readonly string Module = TestGuests.PathOf("server_web");

    [Fact]
    public async Task Burst_beyond_the_open_files_is_closed_and_the_server_goes_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no limit of open files");
        const int files = 350, burst = 600;
        using var server = await ServedTool.StartAsync(Module, ["--max-concurrency", "8"], null, null, $"ulimit -n {files}");
        var sockets = Enumerable.Range(0, burst).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp)).ToList();
        try
        {
            await Task.WhenAll(sockets.Select(socket => ConnectAsync(socket, server.Address.Port)));
            var answers = await Task.WhenAll(sockets.Select(AskAsync));
            Assert.InRange(answers.Count(answer => answer), 1, files);
            Assert.False(server.HasEnded);
        }
        finally
        {
            foreach (var socket in sockets) socket.Dispose();
        }
        Assert.Equal("127.0.0.1", await AskPatientlyAsync(server));
    }

    [Fact]
    public void Limit_that_is_too_low_for_a_server_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no limit of open files");
        using var process = Tool.Start(["serve", Module, "--port", "0", "--max-concurrency", "100"], limit: "ulimit -n 400");
        process.StandardInput.Close();
        var result = Tool.Finish(process);
        Assert.Equal(4, result.ExitCode);
        Assert.Contains("the system lets this process have 400 files open", result.Error, StringComparison.Ordinal);
        Assert.Contains("ulimit -n", result.Error, StringComparison.Ordinal);
    }

    // One that is closed at once may not even get through with its connecting; the next send tells.
    static async Task ConnectAsync(Socket socket, int port)
    {
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
        }
        catch (SocketException)
        {
        }
    }

    // True for an answer, false for a connection that was closed.
    static async Task<bool> AskAsync(Socket socket)
    {
        try
        {
            await socket.SendAsync("GET /ip HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
            var buffer = new byte[1024];
            return await socket.ReceiveAsync(buffer) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // The places of the burst become free when the server sees that its clients have left.
    static async Task<string> AskPatientlyAsync(ServedTool server)
    {
        for (var left = 1000; ; left--)
        {
            try
            {
                return await server.Client.GetStringAsync("/ip");
            }
            catch (HttpRequestException) when (left > 0 && !server.HasEnded)
            {
                await Task.Delay(100);
            }
        }
    }
}
