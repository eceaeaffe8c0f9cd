using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Cleanroom.Fuzz.Cases;

namespace Cleanroom.Fuzz.Running;

/// <summary>One case for the engine in a child process.</summary>
/// <param name="Module">The module.</param>
/// <param name="Seed">The seed of the calls.</param>
sealed record EngineRequest(byte[] Module, ulong Seed);

/// <summary>Runs cases in our engine in a child process, whose just-in-time compiler uses a part of the processor's instructions.</summary>
/// <param name="name">Name for reports.</param>
/// <param name="switchedOff">The environment variable that is 0 there, or null.</param>
sealed class EngineProcess(string name, string? switchedOff) : IRunner
{
    Process? _process;

    /// <inheritdoc/>
    public string Name => name;

    /// <summary>One for each mode. In .NET 10, BMI1, BMI2 and LZCNT go with AVX2.</summary>
    public static IReadOnlyList<IRunner> AllModes() =>
    [
        new EngineProcess("default", null), new EngineProcess("without AVX2 and BMI", "DOTNET_EnableAVX2"), new EngineProcess("without AVX", "DOTNET_EnableAVX"),
        new EngineProcess("without hardware intrinsics", "DOTNET_EnableHWIntrinsic"),
    ];

    /// <inheritdoc/>
    public async Task<Outcome> RunAsync(FuzzCase fuzzCase)
    {
        _process ??= Start();
        try
        {
            await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new EngineRequest(fuzzCase.Bytes, fuzzCase.Seed)));
            await _process.StandardInput.FlushAsync();
            if (await _process.StandardOutput.ReadLineAsync() is { } line) return JsonSerializer.Deserialize<Outcome>(line)!;
        }
        catch (IOException)
        {
            // It died before it had read the case.
        }
        Dispose();
        return new Outcome(["defect: the process of the engine died"], null, null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_process is null) return;
        _process.Kill();
        _process.Dispose();
        _process = null;
    }

    Process Start()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Cleanroom.Fuzz.dll"), "engine"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        if (switchedOff is not null) start.Environment[switchedOff] = "0";
        return Process.Start(start)!;
    }
}
