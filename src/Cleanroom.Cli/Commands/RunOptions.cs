using Cleanroom.Bridge;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Cli.Commands;

/// <summary>How a program is run.</summary>
/// <param name="Guest">The options of its guest.</param>
/// <param name="TimeLimit">When it is interrupted, or null for no limit.</param>
/// <param name="Strict">Whether missing imports are refused.</param>
sealed record RunOptions(GuestOptions Guest, TimeSpan? TimeLimit = null, bool Strict = false)
{
    /// <summary>The settings of a run.</summary>
    public static IReadOnlyList<Setting<RunOptions>> Settings { get; } =
    [
        new Setting<RunOptions>("timeout", "SECONDS", "Interrupts the program after this time, even while it waits for input, with exit code 124. For example 2.5. Default: no limit.", (options, value) => options with { TimeLimit = SettingValues.Seconds(value) }).In(GuestSettings.LimitGroup),
        .. GuestSettings.All.Select(setting => setting.Within<RunOptions>(options => options.Guest, (options, guest) => options with { Guest = guest })),
        new Setting<RunOptions>("strict", "Refuses to start when imports are missing, lists all of them, and exits with 4.", (options, value) => options with { Strict = value }).In(GuestSettings.ProgramGroup),
    ];
}
