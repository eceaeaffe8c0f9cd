using System.CommandLine;

namespace Cleanroom.Fuzz.Commands;

/// <summary>The verb <c>modules</c>: valid generated modules.</summary>
static class ModulesCommand
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("modules", "Runs valid random modules in the engine and in Node and compares what they do.")
        {
            FuzzOptions.Seconds, FuzzOptions.Count, FuzzOptions.Seed, FuzzOptions.WasmOpt, FuzzOptions.ReferenceTypes, FuzzOptions.Modes, FuzzOptions.NoWasmtime,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var binaryen = FuzzOptions.Binaryen(parsed);
            using var loop = new FuzzLoop("modules", binaryen, binaryen, FuzzOptions.Engines(parsed), FuzzOptions.Second(parsed));
            return await loop.RunAsync(FuzzOptions.Budget(parsed));
        });
        return command;
    }
}
