using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Csrf;

/// <summary>Cross-site request forgery protection (docs/contract/server.md, section 5).</summary>
sealed class CsrfFeature : Feature
{
    public override string SettingGroup => "Sessions";

    public override IReadOnlyList<Setting<CleanServerOptions>> Settings { get; } =
    [
        new("no-csrf", "Does not check the CSRF tokens of sessions.", (options, value) => options with { ChecksCsrf = !value }),
    ];

    public override IEnumerable<(RequestPhase Phase, RequestStep Step)> Steps(CleanApplication application, StartContext start) =>
        application.Options.ChecksCsrf ? [(RequestPhase.Content, new CsrfStep())] : [];
}
