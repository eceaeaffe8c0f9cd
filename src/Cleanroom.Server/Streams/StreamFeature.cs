using Cleanroom.Bridge;
using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Metrics;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Streams;

/// <summary>Event streams (docs/contract/server.md, section 10).</summary>
sealed class StreamFeature : Feature
{
    public override string SettingGroup => "Limits";

    public override IReadOnlyList<Setting<CleanServerOptions>> Settings { get; } =
    [
        new("max-streams", "N", $"The maximum number of open event streams; further ones get 503. Default: {Defaults.MaxStreams}.", (options, value) => options with { MaxStreams = SettingValues.Number(value) }),
        new("max-streams-per-address", "N", $"The maximum number of open event streams of one client address; further ones get 429. Default: {Defaults.MaxStreamsPerAddress}.", (options, value) => options with { MaxStreamsPerAddress = SettingValues.Number(value) }),
        new("stream-timeout", "SECONDS", $"The maximum time of an event stream; browsers then connect again. Default: {SettingValues.Show(Defaults.StreamTimeout)}.", (options, value) => options with { StreamTimeout = SettingValues.Seconds(value) }),
    ];

    public override GuestOptions Open(CleanApplication application, GuestOptions guest)
    {
        var streams = application.States.Set(new OpenStreams(application));
        application.Observe(streams);
        application.States.Find<ServerMetrics>()!.AddGauge("clean.sse.streams", "{stream}", "Open event streams.", () => streams.Count);
        return guest;
    }

    public override IEnumerable<(RequestPhase Phase, RequestStep Step)> Steps(CleanApplication application, StartContext start) =>
        start.Routes.Any(static route => route.States.Find<StreamRoute>() is not null) ? [(RequestPhase.Guest, new StreamStep(application, application.States.Find<OpenStreams>()!))] : [];
}

/// <summary>Marks a route as one of event streams.</summary>
sealed class StreamRoute;
