using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Forwarding;

/// <summary>Requests forwarded by proxies (docs/contract/server.md, section 3).</summary>
sealed class ForwardingFeature : Feature
{
    public override string SettingGroup => "Protection";

    public override IReadOnlyList<Setting<CleanServerOptions>> Settings { get; } =
    [
        new("trust-proxy", "CIDR", "Trusts the X-Forwarded headers of proxies in these networks: 10.0.0.0/8,192.0.2.1 or loopback. Default: none.", (options, values) => options with { TrustedProxies = TrustedProxies.Parse(values) }),
    ];

    public override IEnumerable<(RequestPhase Phase, RequestStep Step)> Steps(CleanApplication application, StartContext start) =>
        TrustedProxies.Create(application.Options) is { } proxies ? [(RequestPhase.Arrival, new ForwardingStep(proxies))] : [];
}
