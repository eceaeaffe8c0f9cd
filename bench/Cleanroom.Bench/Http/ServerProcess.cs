using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Cleanroom.Bench.Http;

/// <summary>A server in a process of its own, on loopback.</summary>
sealed class ServerProcess : IDisposable
{
    static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);

    readonly Process _process;

    /// <summary>Starts it and waits until it takes connections.</summary>
    /// <param name="port">The port that it listens on.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public ServerProcess(int port, string program, params IEnumerable<string> arguments)
    {
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The same runtime for all: that of the command line.
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            WaitUntilReady(port);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Uri Address { get; }

    /// <summary>Processor time since its start.</summary>
    public double CpuMicroseconds => Refreshed.TotalProcessorTime.TotalMicroseconds;

    /// <summary>Its resident memory.</summary>
    public long ResidentMegabytes => Refreshed.WorkingSet64 >> 20;

    Process Refreshed
    {
        get
        {
            _process.Refresh();
            return _process;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    void WaitUntilReady(int port)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < LongestStart; Thread.Sleep(50))
        {
            if (_process.HasExited) break;
            try
            {
                using var client = new TcpClient();
                client.Connect(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
            }
        }
        throw new InvalidOperationException($"'{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}' takes no connections.");
    }
}
