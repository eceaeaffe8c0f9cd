using Cleanroom.Bridge;
using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;
using Cleanroom.Server.WebSockets;

namespace Cleanroom.Server.Metrics;

/// <summary>The metrics of an application (docs/contract/server.md, section 14).</summary>
sealed class MetricsFeature : Feature
{
    public override string SettingGroup => "Operation";

    public override IReadOnlyList<Setting<CleanServerOptions>> Settings { get; } =
    [
        new("metrics", "PATH", "Serves the metrics of the application at this path, as Prometheus text. Default: not served.", (options, value) => options with { MetricsPath = value.StartsWith('/') ? value : throw new SettingException(value, "expected a path, for example /metrics") }),
    ];

    public override GuestOptions Open(CleanApplication application, GuestOptions guest)
    {
        var metrics = application.States.Set(new ServerMetrics(() => application.GuestStates, application.Memory, () => application.States.Find<SocketHub>()?.Count ?? 0));
        application.Observe(metrics);
        if (application.Options.MetricsPath is not null) application.States.Set(new EngineMetrics());
        return guest;
    }

    public override IEnumerable<(RequestPhase Phase, RequestStep Step)> Steps(CleanApplication application, StartContext start) =>
        application.Options.MetricsPath is { } path ? [(RequestPhase.HostAnswers, new MetricsStep(path))] : [];
}
