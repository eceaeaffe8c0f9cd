using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cleanroom.Bench.Processes;

/// <summary>One run of a program as a whole process.</summary>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="CpuMilliseconds">User and system time.</param>
/// <param name="WallMilliseconds">From its start to its end, or to the answer of a server.</param>
sealed record ProcessRun(byte[] Output, int ExitCode, double CpuMilliseconds, double WallMilliseconds)
{
    /// <summary>Runs a program to its end. No other child process may end meanwhile.</summary>
    /// <param name="command">The program and its arguments.</param>
    public static ProcessRun Start(IReadOnlyList<string> command)
    {
        var cpuBefore = ChildProcessTimes.TotalMilliseconds();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return new ProcessRun(output.ToArray(), process.ExitCode, CpuSince(cpuBefore, process), watch.Elapsed.TotalMilliseconds);
    }

    /// <summary>Starts a server, asks it once, and ends it. The output is the beginning of its answer.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="port">The port that it listens on.</param>
    /// <param name="path">What it is asked for.</param>
    public static ProcessRun Ask(IReadOnlyList<string> command, int port, string path)
    {
        const int statusLength = 12;
        var cpuBefore = ChildProcessTimes.TotalMilliseconds();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var answer = new byte[statusLength];
        using (var client = Connect(process, port))
        {
            var stream = client.GetStream();
            stream.Write(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
            stream.ReadExactly(answer);
        }
        var wall = watch.Elapsed.TotalMilliseconds;
        process.Kill();
        process.WaitForExit();
        return new ProcessRun(answer, 0, CpuSince(cpuBefore, process), wall);
    }

    static TcpClient Connect(Process process, int port)
    {
        while (true)
        {
            var client = new TcpClient();
            try
            {
                client.Connect(IPAddress.Loopback, port);
                return client;
            }
            catch (SocketException) when (!process.HasExited)
            {
                client.Dispose();
                Thread.Sleep(1);
            }
        }
    }

    static double CpuSince(double before, Process process) => OperatingSystem.IsWindows() ? process.TotalProcessorTime.TotalMilliseconds : ChildProcessTimes.TotalMilliseconds() - before;
}
