using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Modules;

/// <summary>What modules of some compilers do wrong on every host (contract, abi 17); helps when a program misbehaves.</summary>
static class KnownDefects
{
    sealed record Defect(string Text, string? From, string? To);

    static readonly Defect[] All =
    [
        new("onError has no effect: the failing expression traps", null, null),
        new("malloc does not grow the memory", null, "0.30.21"),
        new("malloc ignores a failed growth of the memory", null, "0.30.320"),
        new("arguments of http_* functions are unpacked twice", "0.17.0", "0.17.999"),
        new("list.allocate writes over literals, true and false", "0.15.0", "0.30.303"),
        new("arguments of background and later calls are lost", "0.30.240", null),
        new("json.encode of a typed pairs value gives the pointer as an integer", "0.33.154", "0.33.154"),
        new("pushing to a list does not grow it", "0.33.154", "0.33.154"),
        new("reset state has no effect", "0.33.154", "0.33.154"),
    ];

    /// <summary>Returns the defects of the compiler; if only a version range is known, the possible defects.</summary>
    public static IReadOnlyList<string> Of(ModuleDefinition module, ModuleGeneration generation)
    {
        if (!generation.IsCompilerMade) return [];
        var (lowest, highest) = generation.CompilerVersion is { } version ? (version, version) : Range(module);
        return [.. All.Where(defect => Overlaps(defect, lowest, highest)).Select(defect => Covers(defect, lowest, highest) ? defect.Text : $"perhaps: {defect.Text}")];
    }

    static bool Overlaps(Defect defect, string? lowest, string? highest) =>
        (defect.From is null || highest is null || VersionRange.Compare(defect.From, highest) <= 0) && (defect.To is null || lowest is null || VersionRange.Compare(lowest, defect.To) <= 0);

    static bool Covers(Defect defect, string? lowest, string? highest) =>
        (defect.From is null || lowest is not null && VersionRange.Compare(defect.From, lowest) <= 0)
        && (defect.To is null || highest is not null && VersionRange.Compare(highest, defect.To) <= 0);

    static (string? Lowest, string? Highest) Range(ModuleDefinition module)
    {
        // Later compilers write their version into the module.
        const string lastUntold = "0.30.53";
        var (lowest, highest, _) = VersionRange.Narrow(module);
        if (highest is null && (lowest is null || VersionRange.Compare(lowest, lastUntold) <= 0)) highest = lastUntold;
        return (lowest, highest);
    }
}
