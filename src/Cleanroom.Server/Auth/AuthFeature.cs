using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Auth;

/// <summary>Authentication and authorization (docs/contract/server.md, section 6).</summary>
sealed class AuthFeature : Feature
{
    public override IEnumerable<(RequestPhase Phase, RequestStep Step)> Steps(CleanApplication application, StartContext start) => [(RequestPhase.Access, new RoleStep())];
}
