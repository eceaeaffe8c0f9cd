using System.Diagnostics;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Support;

/// <summary><c>cleanroom serve</c> in a separate process, up to the end of the test.</summary>
sealed class ServedTool : IDisposable
{
    readonly Process _process;

    ServedTool(Process process, Uri address, HttpMessageHandler? handler)
    {
        _process = process;
        Address = address;
        Client = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>The id of the process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts the command at a free port and waits until it listens.</summary>
    public static Task<ServedTool> StartAsync(string file, params string[] options) => StartAsync(file, options, null, null);

    public static async Task<ServedTool> StartAsync(string file, string[] options, Dictionary<string, string>? environment, HttpMessageHandler? handler, string? limit = null)
    {
        const string mark = "serving at ";
        var process = Tool.Start(["serve", file, "--port", "0", "--log-format", "text", .. options], environment: environment, limit: limit);
        var line = await ReadErrorAsync(process, mark);
        return new ServedTool(process, new Uri(line[(line.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..]), handler);
    }

    /// <summary>True once the process has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Bytes of the process that are in memory now.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Reads standard error up to a line with this text, and returns the line.</summary>
    public Task<string> ReadErrorAsync(string text) => ReadErrorAsync(_process, text);

    /// <summary>Reads the standard error of a process up to a line with this text, and returns the line.</summary>
    public static async Task<string> ReadErrorAsync(Process process, string text)
    {
        var read = "";
        using var limit = new CancellationTokenSource(Patience.Long);
        while (await process.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal)) return line;
            read += line + "\n";
        }
        throw new InvalidOperationException($"the process ended without a line that contains \"{text}\": {read}");
    }

    /// <summary>Sends a signal, such as <c>TERM</c>; skips the test where the server ignores it.</summary>
    public void Signal(string name) => Tool.Signal(_process, name);

    /// <summary>Waits until the server has ended, and returns its exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience.Long);
        return _process.ExitCode;
    }

    /// <summary>Asks the server to end, waits until it has, and returns its exit code.</summary>
    public Task<int> EndAsync()
    {
        Signal("TERM");
        return WaitForExitAsync();
    }

    public void Dispose()
    {
        Client.Dispose();
        _process.Kill();
        _process.Dispose();
    }
}
