using Cleanroom.Server.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Cleanroom.Server.Cors;

/// <summary>Answers the question that a browser asks before it sends a request of another origin; the headers are set.</summary>
sealed class PreflightStep : RequestStep
{
    public override StepResult Run(RequestContext request)
    {
        if (!CorsPolicy.IsPreflight(request.Http.Request)) return StepResult.Next;
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
