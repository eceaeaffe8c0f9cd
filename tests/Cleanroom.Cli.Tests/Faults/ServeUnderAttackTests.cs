using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Faults;

/// <summary>What clients can cost a server, measured on the real process.</summary>
public sealed class ServeUnderAttackTests
{
    const string Request = "GET /ip HTTP/1.1\r\nHost: x\r\n\r\n";

    static readonly string Module = TestGuests.PathOf("server_web");

    [Fact]
    public async Task Ten_thousand_idle_connections_leave_the_server_answering()
    {
        const int idle = 10_000, others = 500;
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit of open files is read from /proc.");
        var limit = OpenFileLimit();
        Assert.SkipWhen(limit < idle + others, $"This process may open {limit} files and needs {idle + others}: raise the limit (ulimit -n) to run this test.");
        using var served = await ServedTool.StartAsync(Module, "-q", "--max-connections", "20000");
        Assert.Equal("127.0.0.1", await served.Client.GetStringAsync("/ip"));
        var before = PeakBytes(served.ProcessId);
        var sockets = new List<Socket>(idle);
        try
        {
            for (var i = 0; i < idle; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, served.Address.Port);
            }
            Assert.Equal("127.0.0.1", await served.Client.GetStringAsync("/ip"));
            foreach (var socket in new[] { sockets[0], sockets[idle / 2], sockets[^1] }) Assert.Contains("127.0.0.1", await AskAsync(socket), StringComparison.Ordinal);
            var each = (PeakBytes(served.ProcessId) - before) / idle;
            Assert.True(each < 32 * 1024, $"an idle connection costs {each} bytes");
        }
        finally
        {
            foreach (var socket in sockets) socket.Dispose();
        }
    }

    [Fact]
    [Trait("Rule", "N97")]
    public async Task Bodies_of_100_MB_do_not_make_the_process_grow()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The memory of another process is read from /proc.");
        const int size = 100 << 20, most = 160 << 20;
        using var served = await ServedTool.StartAsync(Module, "-q");
        Assert.Equal("127.0.0.1", await served.Client.GetStringAsync("/ip"));
        var before = PeakBytes(served.ProcessId);
        for (var i = 0; i < 8; i++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, served.Address.Port);
            await socket.SendAsync(Encoding.ASCII.GetBytes("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"));
            var answer = ReadAsync(socket);
            var chunk = Encoding.ASCII.GetBytes($"10000\r\n{new string('x', 0x10000)}\r\n");
            try
            {
                for (var sent = 0; sent < size; sent += chunk.Length) await socket.SendAsync(chunk);
            }
            catch (SocketException)
            {
                // The server does not listen any more.
            }
            Assert.StartsWith("HTTP/1.1 413 ", await answer, StringComparison.Ordinal);
        }
        var grown = PeakBytes(served.ProcessId) - before;
        Assert.True(grown < most, $"the process grew by {grown} bytes");
    }

    [Fact]
    public async Task Receive_timeout_and_header_limit_have_their_effect()
    {
        using var served = await ServedTool.StartAsync(Module, "-q", "--receive-timeout", "1", "--max-header-bytes", "2000");
        using var slow = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await slow.ConnectAsync(IPAddress.Loopback, served.Address.Port);
        await slow.SendAsync(Encoding.ASCII.GetBytes("GET /ip HTTP/1.1\r\nHost: "));
        Assert.StartsWith("HTTP/1.1 408 ", await ReadAsync(slow), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ip");
        request.Headers.Add("X-Long", new string('a', 3000));
        using var answer = await served.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("--receive-timeout", "0")]
    [InlineData("--max-header-bytes", "10")]
    [InlineData("--max-connections", "none")]
    public void Limit_that_cannot_be_is_a_usage_error(string option, string value)
    {
        var result = Tool.Run("serve", Module, "-q", "--port", "0", option, value);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"{option} {value}", result.Error, StringComparison.Ordinal);
    }

    static async Task<string> AskAsync(Socket socket)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(Request));
        return await ReadAsync(socket);
    }

    // One answer is one packet here.
    static async Task<string> ReadAsync(Socket socket)
    {
        var buffer = new byte[4096];
        using var limit = new CancellationTokenSource(Patience.Long);
        return Encoding.Latin1.GetString(buffer, 0, await socket.ReceiveAsync(buffer, SocketFlags.None, limit.Token));
    }

    static long PeakBytes(int process) => 1024 * NumberIn($"/proc/{process}/status", "VmHWM:");

    static long OpenFileLimit() => NumberIn("/proc/self/limits", "Max open files");

    static long NumberIn(string file, string name) =>
        long.Parse(File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Split(' ', '\t').First(part => part.Length > 0), CultureInfo.InvariantCulture);
}
