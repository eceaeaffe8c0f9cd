using Cleanroom.Server.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Cleanroom.Server.Routing;

/// <summary>Answers requests whose path exists only for other methods.</summary>
sealed class OtherMethodStep(RouteTable routes) : RequestStep
{
    public override StepResult Run(RequestContext request)
    {
        if (request.MatchedRoute is not null || routes.Allow(request.Path, alsoGet: request.HasFile) is not { Count: > 0 } allow) return StepResult.Next;
        var http = request.Http;
        http.Response.Headers.Allow = allow;
        if (http.Request.Method != "OPTIONS") return ResponseWriter.WriteErrorAsync(request, RequestError.OtherMethods);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
