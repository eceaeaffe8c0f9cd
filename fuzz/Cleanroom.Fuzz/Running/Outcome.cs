namespace Cleanroom.Fuzz.Running;

/// <summary>What a runner saw: one line per event, the same text for the same behaviour.</summary>
/// <param name="Lines">Validity, instantiation, results, traps, calls of the host, and at the end globals, tables and memory.</param>
/// <param name="Stopped">Why the case could not be run to its end in a way that can be compared (stack, time, memory...), or null.</param>
/// <param name="Refusal">Why the module was refused, or null when it is valid.</param>
sealed record Outcome(IReadOnlyList<string> Lines, string? Stopped, string? Refusal);

/// <summary>Runs cases.</summary>
interface IRunner : IDisposable
{
    /// <summary>Name for reports.</summary>
    string Name { get; }

    /// <summary>Runs a case. Never throws for what a module does.</summary>
    Task<Outcome> RunAsync(Cases.FuzzCase fuzzCase);
}
