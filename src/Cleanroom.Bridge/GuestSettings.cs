using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Modules;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Bridge;

/// <summary>What users decide about guests, wherever these run.</summary>
public static class GuestSettings
{
    /// <summary>All of them, in the order in which help lists them.</summary>
    public static IReadOnlyList<Setting<GuestOptions>> All { get; } =
    [
        .. GrantSettings.All,
        .. GuestFeatures.All.SelectMany(static feature => feature.Settings),
        new("memory-tier", "TIER", $"The most memory by the name of a tier: {string.Join(", ", MemoryTier.All.Select(tier => $"{tier.Name} {tier.MaximumMegabytes} MB"))}. --max-memory wins over it.", Tier) { KnownVariable = "CLEAN_MEMORY_TIER" },
        new("max-memory", "SIZE", "The most memory the program may have: megabytes, or a number with KB, MB or GB. Default: the module's own tier, usually 32 MB.", (options, value) => options with { MemoryLimit = SettingValues.Size(value) })
        {
            OtherNames = ["--memory-limit"],
            KnownVariable = "CLEAN_MEMORY_LIMIT_MB",
        },
        new("max-stack", "SIZE", "The most stack that the program's calls may use: kilobytes with KB, else megabytes. Default: 1 MB.", (options, value) => options with { Limits = options.Limits with { StackBytes = SettingValues.SmallSize(value) } }),
        new("max-host-call", "SIZE", "The most that one call of a host function may return. Default: 64 MB.", (options, value) => options with { Limits = options.Limits with { HostCallBytes = SettingValues.SmallSize(value) } }),
        new("max-table", "SLOTS", "The most slots that a table may have. Default: 10,000,000.", (options, value) => options with { Limits = options.Limits with { TableElements = (uint)SettingValues.Number(value) } }),
        new("verbose", "Shows the program's print_debug lines, its missing imports and the failures of its file functions.", (options, value) => options with { Verbose = value }) { OtherNames = ["-v"], KnownVariable = "CLEAN_VERBOSE" },
        new("abi", "GENERATION", "What made the program, where it cannot be seen: guide, or the version of a compiler such as 0.30.48. Default: auto, by signs in the module.", Abi),
        new("heap-lift", "SIZE", "Where the heap of a module that exports __heap_ptr goes on when the host first allocates in it; 0 for where it is. Default: 1 MB for modules that start with 2 MB of memory or more.", HeapLift),
        new("grow-failure", "ACTION", "What a program sees whose memory cannot grow: trap, or return for the result -1. Default: trap for modules of a compiler, else return.", (options, value) => options with { TrapOnRefusedGrowth = SettingValues.OneOf(value, "trap", "return") == "trap" }),
        new("print-newline", "Adds a line end to print_integer, print_float and print_boolean.", (options, value) => options with { PrintNewline = value }),
    ];

    static GuestOptions Abi(GuestOptions options, string value) =>
        value == "auto" ? options with { Generation = null }
        : ModuleGeneration.Named(value) is { } generation ? options with { Generation = generation }
        : throw new SettingException(value, "expected auto, guide or a compiler version, for example 0.30.48");

    static GuestOptions HeapLift(GuestOptions options, string value) => options with { HeapLift = value == "0" ? 0 : (uint)SettingValues.SmallSize(value) };

    static GuestOptions Tier(GuestOptions options, string value) =>
        MemoryTier.All.FirstOrDefault(tier => tier.Name == value) is { } tier
            ? options with { MemoryLimit = tier.MaximumBytes }
            : throw new SettingException(value, $"expected one of {string.Join(", ", MemoryTier.All.Select(known => known.Name))}");
}
