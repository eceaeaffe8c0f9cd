using Cleanroom.Server.Applications;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Cleanroom.Server.Pipeline;

/// <summary>
/// The request pipeline of one version of an application: an ordered list of steps; the first step that answers ends it. There are no lookups by name, no
/// guest is created for a request that needs none, and every failure ends in a response.
/// </summary>
sealed class RequestPipeline
{
    readonly CleanApplication _application;
    readonly Deployment _deployment;
    readonly RequestStep[] _steps;

    /// <summary>Creates the pipeline of a version.</summary>
    /// <param name="application">The application.</param>
    /// <param name="deployment">The version.</param>
    /// <param name="features">The steps of features.</param>
    public RequestPipeline(CleanApplication application, Deployment deployment, IEnumerable<(RequestPhase Phase, RequestStep Step)> features)
    {
        (_application, _deployment) = (application, deployment);
        _steps = [.. features.Concat(CoreSteps(application)).OrderBy(static step => step.Phase).Select(static step => step.Step)];
    }

    /// <summary>The version.</summary>
    public Deployment Deployment => _deployment;

    /// <summary>Answers a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="baseSegments">Number of path segments that the application is mapped below.</param>
    public Task HandleAsync(HttpContext http, int baseSegments)
    {
        UpperCaseMethod(http.Request);
        var target = RequestTarget.Of(http, baseSegments);
        var context = _application.Contexts.Rent();
        context.Begin(_application, _deployment, http, target);
        RequestEnding.SetHostHeaders(http, context.Id);
        Task answer;
        try
        {
            answer = Run(context, 0);
        }
        catch (Exception failure)
        {
            answer = RequestEnding.FailAsync(context, failure);
        }
        if (!answer.IsCompletedSuccessfully) return FinishAsync(context, answer);
        RequestEnding.Finish(context, isGone: http.Features.Get<IConnectionLifetimeFeature>()?.ConnectionClosed.IsCancellationRequested == true);
        return Task.CompletedTask;
    }

    static (RequestPhase Phase, RequestStep Step)[] CoreSteps(CleanApplication application) =>
    [
        (RequestPhase.Arrival, new FramingStep()),
        (RequestPhase.Targets, new TargetStep()),
        (RequestPhase.RouteAnswers, new NotFoundStep()),
        (RequestPhase.Body, new BodyStep(application.Options.BodyLimit)),
        (RequestPhase.Guest, new GuestStep(application)),
        (RequestPhase.Failure, new FailureStep()),
    ];

    Task Run(RequestContext context, int first)
    {
        for (var i = first; i < _steps.Length; i++)
        {
            var result = _steps[i].Run(context);
            if (result.Answer is { } answer) return answer;
            if (result.Decision is { } decision) return DecideAsync(context, decision, i + 1);
        }
        throw new InvalidOperationException("no step answered the request");
    }

    async Task DecideAsync(RequestContext context, Task<bool> decision, int next)
    {
        if (!await decision) await Run(context, next);
    }

    // Methods are compared in upper case. "head" stays as it is: Kestrel must recognize HEAD itself to leave out the body.
    static void UpperCaseMethod(HttpRequest request)
    {
        var method = request.Method;
        if (ReferenceEquals(method, HttpMethods.Get) || !method.AsSpan().ContainsAnyInRange('a', 'z')) return;
        var upper = method.ToUpperInvariant();
        if (upper != "HEAD") request.Method = upper;
    }

    static async Task FinishAsync(RequestContext context, Task answer)
    {
        try
        {
            await answer;
        }
        catch (Exception failure)
        {
            await RequestEnding.FailAsync(context, failure);
        }
        finally
        {
            RequestEnding.Finish(context, isGone: context.Http.RequestAborted.IsCancellationRequested);
        }
    }
}
