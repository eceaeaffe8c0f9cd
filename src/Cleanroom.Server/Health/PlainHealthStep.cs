using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Health;

/// <summary>Answers <c>/health</c> like <c>/_health</c>, unless the program has a route for it.</summary>
sealed class PlainHealthStep : RequestStep
{
    const string Plain = "/health";

    public override StepResult Run(RequestContext request) =>
        request.MatchedRoute is null && request.Path is Plain ? HealthStep.AnswerStatusAsync(request.Application, request.Http) : StepResult.Next;
}
