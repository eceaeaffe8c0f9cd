namespace Cleanroom.Server.Pipeline;

/// <summary>Refuses requests that another server on their way could have read differently.</summary>
sealed class FramingStep : RequestStep
{
    public override StepResult Run(RequestContext request) =>
        RequestFraming.IsSound(request.Http.Request, request.Target.Text) ? StepResult.Next : RequestEnding.RefuseAsync(request, RequestError.Malformed);
}
