using Cleanroom.Server.Async;
using Cleanroom.Server.Auth;
using Cleanroom.Server.Broadcast;
using Cleanroom.Server.Compression;
using Cleanroom.Server.Cors;
using Cleanroom.Server.Csrf;
using Cleanroom.Server.Development;
using Cleanroom.Server.Forwarding;
using Cleanroom.Server.Health;
using Cleanroom.Server.Metrics;
using Cleanroom.Server.Protection;
using Cleanroom.Server.RateLimits;
using Cleanroom.Server.Routing;
using Cleanroom.Server.Sessions;
using Cleanroom.Server.State;
using Cleanroom.Server.StaticFiles;
using Cleanroom.Server.Streams;
using Cleanroom.Server.Tls;
using Cleanroom.Server.WebSockets;

namespace Cleanroom.Server;

/// <summary>The features of the server. Their order is the order of their settings in help and of their steps within a phase.</summary>
static class Features
{
    /// <summary>All features. <c>Requests</c> and <c>Responses</c> contain only host functions and are not listed.</summary>
    public static IReadOnlyList<Feature> All { get; } =
    [
        new StateFeature(),
        new BroadcastFeature(),
        new SessionFeature(),
        new CsrfFeature(),
        new AuthFeature(),
        new MetricsFeature(),
        new DevelopmentFeature(),
        new RoutingFeature(),
        new StreamFeature(),
        new StaticFileFeature(),
        new HealthFeature(),
        new ProtectionFeature(),
        new CorsFeature(),
        new RateLimitFeature(),
        new ForwardingFeature(),
        new CompressionFeature(),
        new TlsFeature(),
        new WebSocketFeature(),
        new AsyncFeature(),
    ];
}
