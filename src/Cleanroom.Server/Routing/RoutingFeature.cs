using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Routing;

/// <summary>Routes of programs (docs/contract/server.md, section 2).</summary>
sealed class RoutingFeature : Feature
{
    public override IEnumerable<(RequestPhase Phase, RequestStep Step)> Steps(CleanApplication application, StartContext start)
    {
        var routes = start.State<RouteTable>();
        return [(RequestPhase.Routes, new RouteStep(routes)), (RequestPhase.RouteAnswers, new OtherMethodStep(routes)), (RequestPhase.RouteAnswers, new RedirectStep())];
    }
}
