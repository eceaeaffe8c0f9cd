using System.Text.Json;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Modules;

/// <summary>How much memory a guest may use when the user of the host does not say: by the tier that the module names (contract, abi 10).</summary>
/// <param name="Name">Its name.</param>
/// <param name="MaxMegabytes">Most megabytes.</param>
public sealed record MemoryTier(string Name, int MaxMegabytes)
{
    /// <summary>The tier of modules that name none.</summary>
    public static MemoryTier Standard { get; } = new("standard", 32);

    /// <summary>All tiers by size.</summary>
    public static IReadOnlyList<MemoryTier> All { get; } =
    [
        new("embedded", 1), new("minimal", 8), Standard, new("heavy", 64), new("canvas", 64), new("large", 128), new("xlarge", 512), new("plugin", 1024),
    ];

    /// <summary>Most bytes.</summary>
    public ulong MaxBytes => (ulong)MaxMegabytes << 20;

    /// <summary>The tier that the module's <c>clean:memory</c> section names, else <see cref="Standard"/>.</summary>
    public static MemoryTier Of(ModuleDefinition module)
    {
        if (module.CustomSections.FirstOrDefault(section => section.Name == "clean:memory") is not { } section) return Standard;
        try
        {
            using var document = JsonDocument.Parse(section.Content);
            var name = document.RootElement.TryGetProperty("tier", out var tier) ? tier.GetString() : null;
            return All.FirstOrDefault(known => known.Name == name) ?? Standard;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return Standard;
        }
    }
}
