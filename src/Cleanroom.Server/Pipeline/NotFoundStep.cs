namespace Cleanroom.Server.Pipeline;

/// <summary>Answers 404 when nothing else answered.</summary>
sealed class NotFoundStep : RequestStep
{
    public override StepResult Run(RequestContext request) => request.MatchedRoute is null ? ResponseWriter.WriteErrorAsync(request, RequestError.NotFound) : StepResult.Next;
}
