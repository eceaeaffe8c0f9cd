using System.CommandLine;
using Cleanroom.Fuzz.Generating;

namespace Cleanroom.Fuzz.Commands;

/// <summary>The verb <c>numbers</c>: numeric code around edge values.</summary>
static class NumbersCommand
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("numbers", "Runs modules of numeric instructions on edge constants, whose results decide branches, and compares what they do.")
        {
            FuzzOptions.Seconds, FuzzOptions.Count, FuzzOptions.Seed, FuzzOptions.WasmOpt, FuzzOptions.Modes, FuzzOptions.NoWasmtime,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var binaryen = FuzzOptions.Binaryen(parsed);
            using var loop = new FuzzLoop("numbers", new NumberModules(), binaryen, FuzzOptions.Engines(parsed), FuzzOptions.Second(parsed));
            return await loop.RunAsync(FuzzOptions.Budget(parsed));
        });
        return command;
    }
}
