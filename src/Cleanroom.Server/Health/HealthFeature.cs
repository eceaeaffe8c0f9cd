using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Health;

/// <summary>Health checks (docs/contract/server.md, section 14).</summary>
sealed class HealthFeature : Feature
{
    public override IEnumerable<(RequestPhase Phase, RequestStep Step)> Steps(CleanApplication application, StartContext start) =>
        [(RequestPhase.HostAnswers, new HealthStep()), (RequestPhase.RouteAnswers, new PlainHealthStep())];
}
