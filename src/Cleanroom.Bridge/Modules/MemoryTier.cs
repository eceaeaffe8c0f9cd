using System.Text.Json;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Modules;

/// <summary>The default memory limit of a guest, by the tier that the module declares (contract, abi 10).</summary>
/// <param name="Name">Its name.</param>
/// <param name="MaxMegabytes">Maximum size in megabytes.</param>
public sealed record MemoryTier(string Name, int MaxMegabytes)
{
    /// <summary>The tier of modules that declare none.</summary>
    public static MemoryTier Standard { get; } = new("standard", 32);

    /// <summary>All tiers, smallest first.</summary>
    public static IReadOnlyList<MemoryTier> All { get; } =
    [
        new("embedded", 1), new("minimal", 8), Standard, new("heavy", 64), new("canvas", 64), new("large", 128), new("xlarge", 512), new("plugin", 1024),
    ];

    /// <summary>Maximum size in bytes.</summary>
    public ulong MaxBytes => (ulong)MaxMegabytes << 20;

    /// <summary>Returns the tier declared in the module's <c>clean:memory</c> section, else <see cref="Standard"/>.</summary>
    public static MemoryTier Of(ModuleDefinition module)
    {
        if (module.CustomSections.FirstOrDefault(section => section.Name == "clean:memory") is not { } section) return Standard;
        try
        {
            using var document = JsonDocument.Parse(section.Content);
            var name = document.RootElement.TryGetProperty("tier", out var tier) ? tier.GetString() : null;
            return All.FirstOrDefault(candidate => candidate.Name == name) ?? Standard;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return Standard;
        }
    }
}
