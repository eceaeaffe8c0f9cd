using Cleanroom.Server.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Cleanroom.Server.Cors;

/// <summary>Answers CORS preflight requests; the headers are already set.</summary>
sealed class PreflightStep : RequestStep
{
    public override StepResult Run(RequestContext request)
    {
        if (!CorsPolicy.IsPreflight(request.Http.Request)) return StepResult.Next;
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
