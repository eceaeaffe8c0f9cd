using System.Text;
using Cleanroom.Fuzz.Cases;
using Cleanroom.Fuzz.Generating;
using Cleanroom.Fuzz.Running;

namespace Cleanroom.Fuzz.Comparing;

/// <summary>The files that a run leaves: the module being run, in case the process does not survive it, and every difference.</summary>
sealed class Findings : IDisposable
{
    readonly string _running = Path.Combine(FuzzPaths.Artifacts, $"running-{Environment.ProcessId}.wasm");

    /// <summary>Creates the folder and says where the running module is.</summary>
    public Findings()
    {
        Directory.CreateDirectory(FuzzPaths.Artifacts);
        Console.WriteLine($"The module being run is in {_running}: if this process dies, that one did it.");
    }

    /// <summary>Keeps a module on disk while it runs.</summary>
    public void Begin(Candidate candidate) => File.WriteAllBytes(_running, candidate.Bytes);

    /// <summary>Writes a difference: the module, and a text with the calls and both transcripts.</summary>
    public static void Write(string verb, Candidate candidate, FuzzCase fuzzCase, Verdict verdict, Outcome engine, Outcome node)
    {
        var path = Path.Combine(FuzzPaths.Artifacts, $"{verb}-{candidate.Seed}");
        File.WriteAllBytes($"{path}.wasm", candidate.Bytes);
        var text = new StringBuilder()
            .AppendLine($"{candidate.Origin}, seed {candidate.Seed}")
            .AppendLine($"again: dotnet run -c Release --project fuzz/Cleanroom.Fuzz -- one artifacts/fuzz/{verb}-{candidate.Seed}.wasm --seed {candidate.Seed}")
            .AppendLine(verdict.Reason).AppendLine();
        for (var i = 0; i < fuzzCase.Calls.Count; i++) text.AppendLine($"call {i}: {fuzzCase.Calls[i].Export}({HostValues.Describe(fuzzCase.Calls[i].Arguments)})");
        Append(text, "engine", engine);
        Append(text, "node", node);
        File.WriteAllText($"{path}.txt", text.ToString());
        Console.WriteLine($"DIFFERENCE {path}.wasm ({candidate.Origin}): {verdict.Reason.Split('\n')[0]}");
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_running);

    static void Append(StringBuilder text, string side, Outcome outcome)
    {
        text.AppendLine().AppendLine($"{side}: {(outcome.Refusal is null ? "valid" : outcome.Refusal)}, {outcome.Stopped ?? "ran to its end"}");
        foreach (var line in outcome.Lines) text.AppendLine($"  {line}");
    }
}
