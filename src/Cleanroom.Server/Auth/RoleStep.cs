using Cleanroom.Server.Pipeline;
using Cleanroom.Server.Sessions;

namespace Cleanroom.Server.Auth;

/// <summary>Rejects users who may not use a protected route.</summary>
sealed class RoleStep : RequestStep
{
    public override StepResult Run(RequestContext request)
    {
        if (request.Route.RequiredRole is not { } role) return StepResult.Next;
        var session = request.State<RequestSession>().Opened;
        if (session?.UserId is null) return ResponseWriter.WriteErrorAsync(request, RequestError.SignInRequired);
        return AuthFunctions.Admits(session, role) ? StepResult.Next : ResponseWriter.WriteErrorAsync(request, RequestError.RoleRequired);
    }
}
