using Cleanroom.Bridge;
using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Broadcast;
using Cleanroom.Server.Cors;
using Cleanroom.Server.Metrics;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.WebSockets;

/// <summary>WebSocket (docs/contract/server.md, section 10).</summary>
sealed class WebSocketFeature : Feature
{
    public override string SettingGroup => "WebSocket";

    public override IReadOnlyList<Setting<CleanServerOptions>> Settings { get; } =
    [
        new("max-sockets", "N", $"The maximum number of WebSocket clients; others get 503. Default: {SettingValues.Show(Defaults.MaxSockets)}.", (options, value) => options with { MaxSockets = SettingValues.Number(value) }),
        new("max-sockets-per-address", "N", $"The maximum number of WebSocket clients with one address; others get 429. Default: {SettingValues.Show(Defaults.MaxSocketsPerAddress)}.", (options, value) => options with { MaxSocketsPerAddress = SettingValues.Number(value) }),
        new("socket-rate", "N", $"The maximum number of WebSocket messages a second from one address, twice as many at once; a client that sends more is closed with 1008. Default: {SettingValues.Show(Defaults.SocketRate)}.", (options, value) => options with { SocketRate = SettingValues.Number(value) }),
    ];

    public override GuestOptions Open(CleanApplication application, GuestOptions guest)
    {
        var hub = application.States.Set(new SocketHub(application.Options, application.States.Find<BroadcastEngine>()));
        application.Observe(hub);
        application.States.Find<ServerMetrics>()!.AddGauge("clean.ws.clients", "{client}", "Connected WebSocket clients.", () => hub.Count);
        return guest;
    }

    public override IEnumerable<(RequestPhase Phase, RequestStep Step)> Steps(CleanApplication application, StartContext start)
    {
        if (!start.Routes.Any(static route => route.States.Find<SocketRoute>() is not null)) yield break;
        yield return (RequestPhase.Targets, new SocketMethodStep());
        yield return (RequestPhase.Body, new SocketStep(application, CorsFeature.PolicyOf(application.Options, start)));
    }
}
