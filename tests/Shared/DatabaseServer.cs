using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Cleanroom.Tests;

/// <summary>A database server of the tests' own, on a free port, in a temporary folder. As the server's user where the tests run as root.</summary>
abstract class DatabaseServer : IDisposable
{
    readonly string _user;
    Process? _process;

    protected DatabaseServer(string name, string user)
    {
        _user = user;
        Folder = Directory.CreateTempSubdirectory($"cleanroom-{name}-").FullName;
        if (IsRoot) Run("chown", "-R", user, Folder);
        Port = FreePort();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
    }

    public int Port { get; }

    public abstract string Url { get; }

    /// <summary>The folder of the server's files, owned by its user.</summary>
    public string Folder { get; }

    protected static bool IsRoot => Environment.UserName == "root";

    protected string Data => Path.Combine(Folder, "data");

    protected string PortText => Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>The file whose first line is the id of the server's process.</summary>
    protected abstract string PidFile { get; }

    /// <summary>The signal at which it cuts connections and stops in good order.</summary>
    protected abstract string StopSignal { get; }

    /// <summary>The command that starts the server.</summary>
    protected abstract string[] Command { get; }

    public void Start()
    {
        _process = Process.Start(AsServer(Command))!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var limit = Stopwatch.StartNew();
        while (!IsReady())
        {
            if (_process.HasExited || limit.Elapsed > Patience.Long) throw new InvalidOperationException($"{Command[0]} did not start.");
            Thread.Sleep(20);
        }
    }

    /// <summary>Stops the server by its own process id; connections are cut.</summary>
    public void Stop(string? signal = null)
    {
        if (_process is null) return;
        Signal(signal ?? StopSignal);
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Sends a signal to the server.</summary>
    public void Signal(string signal)
    {
        if (!File.Exists(PidFile)) return;
        var process = File.ReadLines(PidFile).First();
        Run("kill", $"-{signal}", process);
        // Threads that run at that moment stop a little later.
        if (signal == "STOP" && OperatingSystem.IsLinux()) SpinWait.SpinUntil(() => Directory.GetDirectories($"/proc/{process}/task").All(static thread => File.ReadAllText($"{thread}/stat").Split(' ')[^50] is "T"), Patience.Long);
        // The program that runs it as another user stops and continues with it.
        if (signal == "CONT" && IsRoot) Run("kill", "-CONT", _process!.Id.ToString(CultureInfo.InvariantCulture));
    }

    public virtual void Dispose()
    {
        Stop();
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Writes a file that only the server's user can read.</summary>
    public string WriteFile(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, content);
        Run("chmod", "600", path);
        if (IsRoot) Run("chown", _user, path);
        return path;
    }

    protected abstract bool IsReady();

    protected static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    protected static void SkipWhenMissing(bool isInstalled, string package, string user)
    {
        Assert.SkipWhen(!isInstalled, $"{package} is not installed: install the package {package} to run the tests against it.");
        Assert.SkipWhen(IsRoot && !File.ReadLines("/etc/passwd").Any(line => line.StartsWith($"{user}:", StringComparison.Ordinal)), $"The tests run as root and there is no user {user} to run the server.");
    }

    protected void RunAsServer(params string[] command) => Run(AsServer(command));

    protected static string Run(string program, params string[] arguments) => Run(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });

    ProcessStartInfo AsServer(string[] command)
    {
        if (IsRoot) command = ["runuser", "-u", _user, "--", .. command];
        return new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
    }

    static string Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{start.FileName}: {errors} {output.Result}");
        return output.Result;
    }
}
