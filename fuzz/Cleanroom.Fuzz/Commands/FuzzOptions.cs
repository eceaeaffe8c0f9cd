using System.CommandLine;
using Cleanroom.Fuzz.Generating;
using Cleanroom.Fuzz.Running;

namespace Cleanroom.Fuzz.Commands;

/// <summary>The options that the verbs share.</summary>
static class FuzzOptions
{
    /// <summary>Longest time.</summary>
    public static readonly Option<int?> Seconds = new("--seconds") { Description = "Ends after so many seconds. Default: 60 when --count is not given." };

    /// <summary>Most cases.</summary>
    public static readonly Option<int?> Count = new("--count") { Description = "Ends after so many cases." };

    /// <summary>Seed of the first case.</summary>
    public static readonly Option<ulong?> Seed = new("--seed") { Description = "Seed of the first case; the next one has the next number. Default: random, printed." };

    /// <summary>The generator.</summary>
    public static readonly Option<string> WasmOpt = new("--wasm-opt")
    {
        Description = "Name or path of binaryen's wasm-opt.",
        DefaultValueFactory = _ => "wasm-opt",
    };

    /// <summary>Whether to generate modules with references.</summary>
    public static readonly Option<bool> ReferenceTypes = new("--reference-types") { Description = "Generates reference types too. Needs a binaryen of 2024 or later." };

    /// <summary>Whether to run in every processor mode.</summary>
    public static readonly Option<bool> Modes = new("--modes") { Description = "Runs every module once in each processor mode, in child processes." };

    /// <summary>Whether to leave Wasmtime out.</summary>
    public static readonly Option<bool> NoWasmtime = new("--no-wasmtime") { Description = "Compares with Node only." };

    /// <summary>The second peer, unless the options leave it out.</summary>
    public static IRunner? Second(ParseResult parsed) => parsed.GetValue(NoWasmtime) ? null : new WasmtimeRunner();

    /// <summary>The engines that the options name.</summary>
    public static IReadOnlyList<IRunner> Engines(ParseResult parsed) => parsed.GetValue(Modes) ? EngineProcess.AllModes() : [new EngineRunner()];

    /// <summary>How long to run.</summary>
    public static Budget Budget(ParseResult parsed)
    {
        var count = parsed.GetValue(Count);
        var seconds = parsed.GetValue(Seconds) ?? (count is null ? 60 : null);
        var time = seconds is { } given ? TimeSpan.FromSeconds(given) : Timeout.InfiniteTimeSpan;
        // Seeds stay short enough to be copied from a report.
        return new Budget(count ?? int.MaxValue, time, parsed.GetValue(Seed) ?? (ulong)Random.Shared.NextInt64(1, 1_000_000_000_000));
    }

    /// <summary>The generator that the options name.</summary>
    public static Binaryen Binaryen(ParseResult parsed) => new(parsed.GetValue(WasmOpt)!, parsed.GetValue(ReferenceTypes));
}
