using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Routing;

/// <summary>Answers redirect routes.</summary>
sealed class RedirectStep : RequestStep
{
    public override StepResult Run(RequestContext request)
    {
        if (request.MatchedRoute?.Redirect is not { } redirect) return StepResult.Next;
        request.Http.Response.StatusCode = redirect.Status;
        request.Http.Response.Headers.Location = RedirectTarget.Make(redirect.Target, request);
        return Task.CompletedTask;
    }
}
