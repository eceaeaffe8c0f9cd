using System.Diagnostics;
using System.Text.Json;

namespace Cleanroom.Bench.Processes;

/// <summary>A Node script that answers a line of JSON for each line it is sent.</summary>
sealed class NodeServer : IDisposable
{
    readonly Process process;

    /// <summary>Starts the script.</summary>
    public NodeServer(params string[] arguments)
    {
        process = Process.Start(new ProcessStartInfo("node", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Sends a request and waits for its answer; an answer with a property <c>error</c> throws.</summary>
    public JsonElement Ask(string request)
    {
        try
        {
            process.StandardInput.WriteLine(request);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // Node has ended; its last line says why.
        }
        var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"Node ended at the request '{request}'.");
        using var answer = JsonDocument.Parse(line);
        if (answer.RootElement.TryGetProperty("error", out var error)) throw new InvalidOperationException($"Node, request '{request}': {error}");
        return answer.RootElement.Clone();
    }

    public void Dispose()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Node has ended before it read every request.
        }
        if (!process.WaitForExit(TimeSpan.FromSeconds(5))) process.Kill();
        process.Dispose();
    }
}
