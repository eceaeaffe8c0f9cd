using System.CommandLine;
using Cleanroom.Fuzz.Generating;

namespace Cleanroom.Fuzz.Commands;

/// <summary>The verbs whose modules are generated for one part of the engine, without binaryen.</summary>
static class GeneratedCommand
{
    /// <summary>The verb <c>numbers</c>: numeric code around edge values.</summary>
    public static Command CreateNumbers() =>
        Create("numbers", "Runs modules of numeric instructions on edge constants, whose results decide branches, and compares what they do.", new NumberModules());

    /// <summary>The verb <c>memory</c>: loads and stores through locals.</summary>
    public static Command CreateMemory() =>
        Create("memory", "Runs modules of loads and stores at related addresses, and compares what they do.", new MemoryModules());

    static Command Create(string name, string description, IModuleSource modules)
    {
        var command = new Command(name, description)
        {
            FuzzOptions.Seconds, FuzzOptions.Count, FuzzOptions.Seed, FuzzOptions.WasmOpt, FuzzOptions.Modes, FuzzOptions.NoWasmtime,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var binaryen = FuzzOptions.Binaryen(parsed);
            using var loop = new FuzzLoop(name, modules, binaryen, FuzzOptions.Engines(parsed), FuzzOptions.Second(parsed));
            return await loop.RunAsync(FuzzOptions.Budget(parsed));
        });
        return command;
    }
}
