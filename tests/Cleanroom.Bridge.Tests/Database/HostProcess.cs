using System.Diagnostics;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.Database;

/// <summary>A separate host process that runs a guest on a database; the command is one of the stress host's, <c>run</c> by default.</summary>
sealed class HostProcess : IDisposable
{
    readonly Process _process;

    public HostProcess(string guest, string url, params string[] command)
    {
        var file = TestGuests.PathOf(guest);
        _process = Process.Start(new ProcessStartInfo("dotnet", [StressHostRun.Program, .. command is [] ? ["run"] : command, file, url]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>Sends a line to the guest.</summary>
    public void Send(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>The next line that the guest printed, null at the end.</summary>
    public async Task<string?> ReadLine() => await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience.Long);

    /// <summary>Lines until one is this; fails when it does not come.</summary>
    public async Task<List<string>> ReadUntil(string last)
    {
        var lines = new List<string>();
        for (var line = await ReadLine(); line != last; line = await ReadLine()) lines.Add(line ?? throw new InvalidOperationException($"the host ended before it printed {last}"));
        return lines;
    }

    /// <summary>As many lines; fails when the guest ends before.</summary>
    public async Task<List<string>> Read(int count)
    {
        var lines = new List<string>();
        while (lines.Count < count) lines.Add(await ReadLine() ?? throw new InvalidOperationException("the host ended early"));
        return lines;
    }

    /// <summary>Ends the process at once, as <c>kill -9</c> does, and returns what it had printed and nobody had read.</summary>
    public async Task<List<string>> Kill()
    {
        _process.Kill();
        var lines = new List<string>();
        while (await ReadLine() is { } line) lines.Add(line);
        await _process.WaitForExitAsync().WaitAsync(Patience.Long);
        return lines;
    }

    /// <summary>Waits for the end; fails when it was not a good one.</summary>
    public async Task End()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience.Long);
        Assert.Equal(0, _process.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
