using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.StaticFiles;

/// <summary>Answers with a file, unless a more specific route matched.</summary>
sealed class StaticFileStep(StaticSite site) : RequestStep
{
    public override StepResult Run(RequestContext request)
    {
        if (site.TryAnswer(request, request.FixedLength) is { } answer)
        {
            request.Unmatch();
            return answer;
        }
        request.HasFile = request.MatchedRoute is null && site.ContainsFile(request.Path);
        return StepResult.Next;
    }
}
