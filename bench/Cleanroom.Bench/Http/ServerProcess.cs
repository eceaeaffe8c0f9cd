using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Cleanroom.Bench.Http;

/// <summary>A server in a process of its own, on loopback.</summary>
sealed class ServerProcess : IDisposable
{
    static readonly TimeSpan MaxStart = TimeSpan.FromSeconds(30);

    Process _process;

    /// <summary>Starts it and waits until it takes connections.</summary>
    /// <param name="port">The port that it listens on.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public ServerProcess(int port, string program, params IEnumerable<string> arguments) : this(port, program, arguments, Uri.UriSchemeHttp)
    {
    }

    /// <summary>Starts it and waits until it takes connections.</summary>
    /// <param name="port">The port that it listens on.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="scheme">The scheme of its address.</param>
    public ServerProcess(int port, string program, IEnumerable<string> arguments, string scheme)
    {
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"{scheme}://127.0.0.1:{port}"));
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The same runtime for all: that of the command line.
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = Run(start);
    }

    public Uri Address { get; }

    /// <summary>True when it has ended by itself.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Processor time since its start.</summary>
    public double CpuMicroseconds => Refreshed.TotalProcessorTime.TotalMicroseconds;

    /// <summary>Its resident memory.</summary>
    public long ResidentMegabytes => Refreshed.WorkingSet64 >> 20;

    /// <summary>Its resident memory.</summary>
    public long ResidentKilobytes => Refreshed.WorkingSet64 >> 10;

    Process Refreshed
    {
        get
        {
            _process.Refresh();
            return _process;
        }
    }

    /// <summary>Starts it anew when it has ended by itself.</summary>
    public ServerProcess Running()
    {
        if (!HasExited) return this;
        var start = _process.StartInfo;
        _process.Dispose();
        _process = Run(start);
        return this;
    }

    public void Dispose() => End(_process);

    Process Run(ProcessStartInfo start)
    {
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < MaxStart && !process.HasExited; Thread.Sleep(50))
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(IPAddress.Loopback, Address.Port);
                return process;
            }
            catch (SocketException)
            {
            }
        }
        End(process);
        throw new InvalidOperationException($"'{start.FileName} {string.Join(' ', start.ArgumentList)}' takes no connections.");
    }

    static void End(Process process)
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
