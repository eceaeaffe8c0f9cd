using System.Text.RegularExpressions;
using Cleanroom.Fuzz.Running;

namespace Cleanroom.Fuzz.Comparing;

/// <summary>Compares what the engine did with what Node did.</summary>
static partial class Comparer
{
    /// <summary>The verdict on one case.</summary>
    public static Verdict Compare(Outcome engine, Outcome node)
    {
        if (node.Stopped is not null && node.Lines.Count == 0 && node.Refusal is null && engine.Refusal is not null) return new Verdict(VerdictKind.NotComparable, node.Stopped);
        if (engine.Refusal is not null || node.Refusal is not null) return CompareValidity(engine.Refusal, node.Refusal, node.Stopped, engine.Lines);
        var common = Math.Min(engine.Lines.Count, node.Lines.Count);
        for (var i = 0; i < common; i++)
            if (engine.Lines[i] != node.Lines[i]) return new Verdict(VerdictKind.Different, $"line {i + 1}: engine \"{engine.Lines[i]}\", node \"{node.Lines[i]}\"");
        // A side that stopped early says nothing about what the other did afterwards, unless the engine's next event is a defect.
        if (engine.Lines.Skip(common).FirstOrDefault(IsDefect) is { } defect) return new Verdict(VerdictKind.Different, defect);
        var reason = (engine.Stopped, node.Stopped) switch
        {
            (null, null) => null,
            (null, var peer) => $"{peer} (node)",
            (var own, null) => $"{own} (engine)",
            var (own, peer) => own == peer ? $"{own} (both)" : $"{own} (engine), {peer} (node)",
        };
        if (reason is not null) return new Verdict(VerdictKind.NotComparable, reason);
        return engine.Lines.Count == node.Lines.Count
            ? new Verdict(VerdictKind.Same)
            : new Verdict(VerdictKind.Different, $"engine {engine.Lines.Count} lines, node {node.Lines.Count} lines");
    }

    static Verdict CompareValidity(string? engine, string? node, string? nodeStopped, IReadOnlyList<string> lines)
    {
        if (lines.FirstOrDefault(IsDefect) is { } defect) return new Verdict(VerdictKind.Different, defect);
        if (engine is not null && node is not null) return new Verdict(VerdictKind.BothRefuse);
        if (engine is not null && RefusedByDesign().IsMatch(engine)) return new Verdict(VerdictKind.NotComparable, "refused by design");
        if (node is not null && LimitOfNode().IsMatch(node)) return new Verdict(VerdictKind.NotComparable, "limit of node");
        return nodeStopped is not null && engine is null
            ? new Verdict(VerdictKind.NotComparable, nodeStopped)
            : new Verdict(VerdictKind.Different, engine is not null ? $"engine refuses: {engine}" : $"node refuses: {node}");
    }

    static bool IsDefect(string line) => line.StartsWith("defect", StringComparison.Ordinal) || line.Contains(" defect: ", StringComparison.Ordinal);

    // SIMD, the documented implementation limits, and what Node has beyond WebAssembly 2.0: exceptions, tail calls, atomics and shared memories.
    [GeneratedRegex("SIMD|at most|is not supported|are not supported|nested deeper|operands at once|too many locals and operands|only memory 0 exists" +
        "|illegal opcode 0x(06|07|08|09|12|13|18|19|fe)|malformed section id 13|malformed (import|export) kind|malformed limits flag")]
    private static partial Regex RefusedByDesign();

    [GeneratedRegex("implementation limit|exceeds (the )?(internal|maximum)|larger than (the )?maximum|maximum.*exceeded|is above the|larger than implementation")]
    private static partial Regex LimitOfNode();
}
