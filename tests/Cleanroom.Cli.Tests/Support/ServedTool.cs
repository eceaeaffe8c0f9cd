using System.Diagnostics;

namespace Cleanroom.Cli.Tests.Support;

/// <summary><c>cleanroom serve</c> in a process of its own, up to the end of the test.</summary>
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

    public static async Task<ServedTool> StartAsync(string file, string[] options, Dictionary<string, string>? environment, HttpMessageHandler? handler, int? openFiles = null)
    {
        const string mark = "serving at ";
        var process = Tool.Start(["serve", file, "--port", "0", "--log-format", "text", .. options], environment: environment, openFiles: openFiles);
        var said = "";
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            said += line + "\n";
            if (line.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at) return new ServedTool(process, new Uri(line[(at + mark.Length)..]), handler);
        }
        throw new InvalidOperationException($"the server did not start: {said}");
    }

    /// <summary>True once the process has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Reads standard error up to a line with this text.</summary>
    public async Task<string?> ReadErrorAsync(string text)
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
            if (line.Contains(text, StringComparison.Ordinal)) return line;
        return null;
    }

    /// <summary>Asks the server to end and waits until it has.</summary>
    public async Task EndAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
    }

    public void Dispose()
    {
        Client.Dispose();
        _process.Kill();
        _process.Dispose();
    }
}
