using System.CommandLine;

namespace Cleanroom.Bench.Processes;

/// <summary>The verb <c>cpu</c>: a compiler's CPU-bound module from start to end.</summary>
static class CpuCommand
{
    /// <summary>The verb with its options.</summary>
    public static Command Create() => ProcessPairs.CreateCommand("cpu", "A CPU-bound Clean program as a whole process against the same module in Node.", Run);

    static int Run(ParseResult parsed)
    {
        if (RepositoryPaths.Shared is not { } shared || Path.Combine(shared, "modules", "run", "cpu.wasm") is var module && !File.Exists(module))
        {
            Console.WriteLine("Skipped: modules/run/cpu.wasm of the shared test data is missing. Set CLEANROOM_SHARED to its folder.");
            return 0;
        }

        return ProcessPairs.Compare(parsed, module, "cpu.mjs", [module], File.ReadAllBytes(Path.ChangeExtension(module, ".expected")));
    }
}
