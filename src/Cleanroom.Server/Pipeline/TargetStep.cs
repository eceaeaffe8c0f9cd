namespace Cleanroom.Server.Pipeline;

/// <summary>Answers requests whose target is not a path that a route or file can match.</summary>
sealed class TargetStep : RequestStep
{
    const string ServerMethods = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";

    public override StepResult Run(RequestContext request)
    {
        var path = request.Path;
        if (path[0] != '/') return AnswerServerAsync(request);
        return DotSegments.AreIn(path) ? ResponseWriter.WriteErrorAsync(request, RequestError.DotSegments) : StepResult.Next;
    }

    // The target is the server itself: "*" of OPTIONS, or the authority of CONNECT.
    static Task AnswerServerAsync(RequestContext request)
    {
        request.Http.Response.Headers.Allow = ServerMethods;
        if (request.Http.Request.Method != "OPTIONS") return ResponseWriter.WriteErrorAsync(request, RequestError.OtherTargets);
        request.Http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }
}
