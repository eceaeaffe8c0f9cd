using System.Diagnostics;
using System.Text.Json;

namespace Cleanroom.Bench.Processes;

/// <summary>A child process that answers a line of JSON for each line it is sent.</summary>
/// <param name="name">Its name in messages.</param>
/// <param name="program">The program.</param>
/// <param name="arguments">Its arguments.</param>
sealed class PeerProcess(string name, string program, params string[] arguments) : IDisposable
{
    readonly Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    /// <summary>Its name in messages.</summary>
    public string Name => name;

    /// <summary>Starts a script in Node.</summary>
    public static PeerProcess Node(params string[] arguments) => new("Node", "node", arguments);

    /// <summary>Starts a verb of this program that uses Wasmtime, whose handling of signals would break exceptions of .NET in this process.</summary>
    public static PeerProcess Wasmtime(params string[] arguments) => new("Wasmtime", Environment.ProcessPath!, IsDotnet ? [typeof(PeerProcess).Assembly.Location, .. arguments] : arguments);

    static bool IsDotnet => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";

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
            // It has ended; its last line says why.
        }
        var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{name} ended at the request '{request}'.");
        using var answer = JsonDocument.Parse(line);
        if (answer.RootElement.TryGetProperty("error", out var error)) throw new InvalidOperationException($"{name}, request '{request}': {error}");
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
            // It has ended before it read every request.
        }
        if (!process.WaitForExit(TimeSpan.FromSeconds(5))) process.Kill();
        process.Dispose();
    }
}
