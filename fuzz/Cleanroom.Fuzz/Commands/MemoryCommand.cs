using System.CommandLine;
using Cleanroom.Fuzz.Generating;

namespace Cleanroom.Fuzz.Commands;

/// <summary>The verb <c>memory</c>: loads and stores through locals.</summary>
static class MemoryCommand
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("memory", "Runs modules of loads and stores at related addresses, and compares what they do.")
        {
            FuzzOptions.Seconds, FuzzOptions.Count, FuzzOptions.Seed, FuzzOptions.WasmOpt, FuzzOptions.Modes, FuzzOptions.NoWasmtime,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var binaryen = FuzzOptions.Binaryen(parsed);
            using var loop = new FuzzLoop("memory", new MemoryModules(), binaryen, FuzzOptions.Engines(parsed), FuzzOptions.Second(parsed));
            return await loop.RunAsync(FuzzOptions.Budget(parsed));
        });
        return command;
    }
}
