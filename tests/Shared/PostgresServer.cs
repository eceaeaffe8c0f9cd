using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Cleanroom.Tests;

/// <summary>A PostgreSQL server of the tests' own, on a free port, in a temporary folder. Not as root, which the server refuses.</summary>
sealed class PostgresServer : IDisposable
{
    static readonly Lazy<PostgresServer> SharedServer = new(static () => new PostgresServer());

    readonly string _folder = Directory.CreateTempSubdirectory("cleanroom-pg-").FullName;
    readonly string _binaries;
    Process? _process;

    PostgresServer()
    {
        _binaries = FindBinaries()!;
        if (IsRoot) Run("chown", "-R", "postgres", _folder);
        RunAsServer("initdb", "-D", Data, "-A", "trust", "-U", "cleanroom", "-E", "UTF8", "--no-sync", "--no-locale");
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
        Start();
    }

    public int Port { get; }

    public string Url => $"postgres://cleanroom:not-a-secret@127.0.0.1:{Port}/postgres";

    string Data => Path.Combine(_folder, "data");

    static bool IsRoot => Environment.UserName == "root";

    /// <summary>The server that tests share. Skips the running test, with the reason, where PostgreSQL is not installed.</summary>
    public static PostgresServer Require()
    {
        SkipWhenMissing();
        return SharedServer.Value;
    }

    /// <summary>A server of its own for a test that stops it.</summary>
    public static PostgresServer StartOwn()
    {
        SkipWhenMissing();
        return new PostgresServer();
    }

    public void Start()
    {
        _process = Process.Start(AsServer("postgres", "-D", Data, "-p", Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "-k", _folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "logging_collector=off"))!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var limit = Stopwatch.StartNew();
        while (!IsReady())
        {
            if (_process.HasExited || limit.Elapsed > Patience.Long) throw new InvalidOperationException("PostgreSQL did not start.");
            Thread.Sleep(20);
        }
    }

    /// <summary>Stops the server by its own process id; connections are cut.</summary>
    public void Stop(string signal = "INT")
    {
        if (_process is null) return;
        if (File.Exists(Path.Combine(Data, "postmaster.pid"))) Run("kill", $"-{signal}", File.ReadLines(Path.Combine(Data, "postmaster.pid")).First());
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Stop();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    static void SkipWhenMissing()
    {
        Assert.SkipWhen(FindBinaries() is null, "PostgreSQL is not installed: install the package postgresql to run the tests against it.");
        Assert.SkipWhen(IsRoot && !File.ReadLines("/etc/passwd").Any(static line => line.StartsWith("postgres:", StringComparison.Ordinal)), "The tests run as root and there is no user postgres to run the server.");
    }

    static string? FindBinaries() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(static folder => Path.Combine(folder, "bin")).Where(static folder => File.Exists(Path.Combine(folder, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    bool IsReady()
    {
        try
        {
            using var probe = Process.Start(new ProcessStartInfo(Path.Combine(_binaries, "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", $"{Port}"]))!;
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    ProcessStartInfo AsServer(string program, params string[] arguments)
    {
        string[] command = [Path.Combine(_binaries, program), .. arguments];
        if (IsRoot) command = ["runuser", "-u", "postgres", "--", .. command];
        return new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
    }

    void RunAsServer(string program, params string[] arguments) => Run(AsServer(program, arguments));

    static void Run(string program, params string[] arguments) => Run(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });

    static void Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{start.FileName}: {errors} {output.Result}");
    }
}
