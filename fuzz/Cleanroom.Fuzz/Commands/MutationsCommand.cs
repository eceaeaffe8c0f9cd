using System.CommandLine;
using Cleanroom.Fuzz.Generating;

namespace Cleanroom.Fuzz.Commands;

/// <summary>The verb <c>mutations</c>: damaged modules.</summary>
static class MutationsCommand
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("mutations", "Damages valid modules, compares whether both sides accept them, and runs those that they accept.")
        {
            FuzzOptions.Seconds, FuzzOptions.Count, FuzzOptions.Seed, FuzzOptions.WasmOpt, FuzzOptions.ReferenceTypes, FuzzOptions.Modes,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var binaryen = FuzzOptions.Binaryen(parsed);
            var budget = FuzzOptions.Budget(parsed);
            using var loop = new FuzzLoop("mutations", new Mutator(Corpus.Load(binaryen, budget.Seed)), binaryen, FuzzOptions.Engines(parsed));
            return await loop.RunAsync(budget);
        });
        return command;
    }
}
