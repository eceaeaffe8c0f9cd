namespace Cleanroom.Server.Pipeline;

/// <summary>Rejects requests that an intermediary could have parsed differently.</summary>
sealed class FramingStep : RequestStep
{
    public override StepResult Run(RequestContext request) =>
        RequestFraming.IsSound(request.Http.Request, request.Target.Text, request.Fields) ? StepResult.Next : RequestEnding.RefuseAsync(request, RequestError.Malformed);
}
