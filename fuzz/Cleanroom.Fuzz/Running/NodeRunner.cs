using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Cleanroom.Fuzz.Cases;
using Cleanroom.Wasm;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Fuzz.Running;

/// <summary>Runs cases in a Node process that lives as long as it answers: one request and one response per line.</summary>
sealed class NodeRunner : IRunner
{
    Process? _process;
    bool _answered;

    /// <inheritdoc/>
    public string Name => "node";

    /// <inheritdoc/>
    public async Task<Outcome> RunAsync(FuzzCase fuzzCase)
    {
        _process ??= Start();
        try
        {
            await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(Request(fuzzCase)));
            await _process.StandardInput.FlushAsync();
            using var timeout = new CancellationTokenSource(RunLimits.NodeTime);
            var line = await _process.StandardOutput.ReadLineAsync(timeout.Token);
            if (line is not null)
            {
                _answered = true;
                return JsonSerializer.Deserialize<Outcome>(line, JsonSerializerOptions.Web)!;
            }
            if (!_answered) throw new InvalidOperationException("Node does not answer: see its message above.");
            End();
            return new Outcome([], "Node ended", null);
        }
        catch (OperationCanceledException)
        {
            End();
            return new Outcome([], "time in Node", null);
        }
        catch (IOException)
        {
            End();
            return new Outcome([], "Node ended", null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => End();

    static Process Start() => Process.Start(new ProcessStartInfo("node", [$"--wasm-max-mem-pages={RunLimits.MemoryPages}", FuzzPaths.NodeScript])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        StandardInputEncoding = new UTF8Encoding(false),
        StandardOutputEncoding = Encoding.UTF8,
    })!;

    void End()
    {
        if (_process is null) return;
        _process.Kill();
        _process.Dispose();
        _process = null;
    }

    static object Request(FuzzCase fuzzCase) => new
    {
        module = Convert.ToBase64String(fuzzCase.Bytes),
        logLines = RunLimits.LogLines,
        plan = fuzzCase.Definition is not { } definition ? null : new
        {
            imports = definition.Imports.Select(Import),
            exports = definition.Exports.Select(export => new
            {
                name = export.Name,
                kind = Kind(export.Kind),
                type = export.Kind == ExternalKind.Global ? definition.Globals[export.Index].ValueType.Name() : null,
            }),
            calls = fuzzCase.Calls.Select(call => new
            {
                name = call.Export,
                arguments = call.Arguments.Select(HostValues.Describe),
                results = definition.ExportedFunctionType(call.Export)!.Results.Select(type => type.Name()),
            }),
        },
    };

    static object Import(ImportDefinition import) => new
    {
        module = import.Module,
        name = import.Name,
        kind = Kind(import.Kind),
        index = import.Index,
        parameters = import.FunctionType?.Parameters.Select(type => type.Name()),
        results = import.FunctionType?.Results.Select(type => type.Name()),
        minimum = import.MemoryType?.Minimum ?? import.TableType?.Minimum,
        maximum = import.MemoryType?.Maximum ?? import.TableType?.Maximum,
        type = (import.TableType?.ElementType ?? import.GlobalType?.ValueType)?.Name(),
        mutable = import.GlobalType?.IsMutable,
    };

    static string Kind(ExternalKind kind) => kind.ToString().ToLowerInvariant();
}
