using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Development;

/// <summary>Error details for developers (docs/contract/server.md, section 7).</summary>
sealed class DevelopmentFeature : Feature
{
    public override string SettingGroup => "Operation";

    public override IReadOnlyList<Setting<CleanServerOptions>> Settings { get; } =
    [
        new("dev", "Shows traps with their stack and the last log lines to clients. For development only.", (options, value) => options with { Development = value }) { KnownVariable = "CLEAN_DEV" },
    ];

    public override IReadOnlyList<Setting<CleanServerOptions>> ListeningSettings { get; } =
    [
        new("dev-remote", "Allows --dev on addresses that other machines can reach.", (options, value) => options with { DevelopmentRemote = value }),
    ];

    public override IEnumerable<(RequestPhase Phase, RequestStep Step)> Steps(CleanApplication application, StartContext start) =>
        application.Options.Development ? [(RequestPhase.Failure, new DevelopmentStep())] : [];
}
