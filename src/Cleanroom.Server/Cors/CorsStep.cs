using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Cors;

/// <summary>Sets the headers that let pages of other origins read the response.</summary>
sealed class CorsStep(CorsPolicy policy) : RequestStep
{
    public override StepResult Run(RequestContext request)
    {
        policy.SetHeaders(request.Http);
        return StepResult.Next;
    }
}
