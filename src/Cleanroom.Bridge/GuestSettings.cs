using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Modules;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Bridge;

/// <summary>The settings of guests, wherever they run.</summary>
public static class GuestSettings
{
    /// <summary>The group of the settings that limit a program.</summary>
    public const string LimitGroup = "Limits";

    /// <summary>The group of the settings that say how a program behaves.</summary>
    public const string ProgramGroup = "Program";

    static readonly GuestOptions Defaults = new();

    static readonly Setting<GuestOptions>[] Limits =
    [
        new("memory-tier", "TIER", $"The maximum memory as a tier: {string.Join(", ", MemoryTier.All.Select(tier => $"{tier.Name} {tier.MaxMegabytes} MB"))}. --max-memory takes precedence.", Tier) { KnownVariable = "CLEAN_MEMORY_TIER" },
        new("max-memory", "SIZE", "The maximum memory of the program: megabytes, or a number with KB, MB or GB. Default: the module's own tier, usually 32 MB.", (options, value) => options with { MemoryLimit = SettingValues.Size(value) })
        {
            OtherNames = ["--memory-limit"],
            KnownVariable = "CLEAN_MEMORY_LIMIT_MB",
        },
        new("max-stack", "SIZE", $"The maximum stack size of the program's calls: kilobytes with KB, else megabytes. Default: {SettingValues.ShowSize(Defaults.Limits.StackBytes)}.", (options, value) => options with { Limits = options.Limits with { StackBytes = SettingValues.SmallSize(value) } }),
        new("max-host-call", "SIZE", $"The maximum size of the result of one host function call. Default: {SettingValues.ShowSize(Defaults.Limits.HostCallBytes)}.", (options, value) => options with { Limits = options.Limits with { HostCallBytes = SettingValues.SmallSize(value) } }),
        new("max-table", "SLOTS", $"The maximum number of slots of a table. Default: {SettingValues.Show(Defaults.Limits.TableElements)}.", (options, value) => options with { Limits = options.Limits with { TableElements = (uint)SettingValues.Number(value) } }),
    ];

    static readonly Setting<GuestOptions>[] Program =
    [
        new("verbose", "Shows the program's print_debug output, its missing imports and the failures of its file functions.", (options, value) => options with { Verbose = value }) { OtherNames = ["-v"], KnownVariable = "CLEAN_VERBOSE" },
        new("abi", "GENERATION", "The generation of the module, if it cannot be detected: guide, or a compiler version such as 0.30.48. Default: auto, detected from the module.", Abi),
        new("heap-lift", "SIZE", "Where the heap of a module that exports __heap_ptr continues after the first allocation by the host; 0 leaves it in place. Default: 1 MB for modules that start with 2 MB of memory or more.", HeapLift),
        new("grow-failure", "ACTION", "What a program gets when its memory cannot grow: trap, or return for the result -1. Default: trap for compiled modules, else return.", (options, value) => options with { TrapOnRefusedGrowth = SettingValues.OneOf(value, "trap", "return") == "trap" }),
        new("print-newline", "Adds a newline to print_integer, print_float and print_boolean.", (options, value) => options with { PrintNewline = value }),
    ];

    /// <summary>All settings, in the order of the help text.</summary>
    public static IReadOnlyList<Setting<GuestOptions>> All { get; } =
    [
        .. GrantSettings.All.Select(static setting => setting.In("Access")),
        .. GuestFeatures.All.SelectMany(static feature => feature.Settings.Select(setting => setting.In(feature.SettingGroup))),
        .. Limits.Select(static setting => setting.In(LimitGroup)),
        .. Program.Select(static setting => setting.In(ProgramGroup)),
    ];

    static GuestOptions Abi(GuestOptions options, string value) =>
        value == "auto" ? options with { Generation = null }
        : ModuleGeneration.Named(value) is { } generation ? options with { Generation = generation }
        : throw new SettingException(value, "expected auto, guide or a compiler version, for example 0.30.48");

    static GuestOptions HeapLift(GuestOptions options, string value) => options with { HeapLift = value == "0" ? 0 : (uint)SettingValues.SmallSize(value) };

    static GuestOptions Tier(GuestOptions options, string value) =>
        MemoryTier.All.FirstOrDefault(tier => tier.Name == value) is { } tier
            ? options with { MemoryLimit = tier.MaxBytes }
            : throw new SettingException(value, $"expected one of {string.Join(", ", MemoryTier.All.Select(known => known.Name))}");
}
