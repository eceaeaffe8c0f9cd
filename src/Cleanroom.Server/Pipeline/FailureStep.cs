namespace Cleanroom.Server.Pipeline;

/// <summary>Answers with the error envelope when neither the handler nor the error handler answered.</summary>
sealed class FailureStep : RequestStep
{
    public override StepResult Run(RequestContext request) => ResponseWriter.WriteErrorAsync(request, request.Failure!.Error);
}
