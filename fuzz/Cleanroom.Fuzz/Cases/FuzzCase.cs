using Cleanroom.Wasm;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Fuzz.Cases;

/// <summary>One call of an exported function. References are passed as null.</summary>
/// <param name="Export">Name of the export.</param>
/// <param name="Arguments">One value for each parameter.</param>
sealed record PlannedCall(string Export, Value[] Arguments);

/// <summary>A module and what is done with it. Everything follows from the bytes and the seed.</summary>
/// <param name="Bytes">The module.</param>
/// <param name="Seed">Seed of the calls.</param>
/// <param name="Definition">The module as our engine reads it, or null when it refuses it: then both sides only validate.</param>
/// <param name="Refusal">Why our engine refuses it, or null.</param>
/// <param name="Calls">The calls in their order.</param>
sealed record FuzzCase(byte[] Bytes, ulong Seed, ModuleDefinition? Definition, WasmFormatException? Refusal, IReadOnlyList<PlannedCall> Calls)
{
    /// <summary>Reads a module and plans its calls.</summary>
    public static FuzzCase Plan(byte[] bytes, ulong seed)
    {
        try
        {
            var definition = ModuleDefinition.Parse(bytes);
            return new FuzzCase(bytes, seed, definition, null, CallPlanner.Plan(definition, seed));
        }
        catch (WasmFormatException refusal)
        {
            return new FuzzCase(bytes, seed, null, refusal, []);
        }
    }
}
