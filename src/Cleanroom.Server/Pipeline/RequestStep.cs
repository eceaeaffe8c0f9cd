namespace Cleanroom.Server.Pipeline;

/// <summary>
/// A pipeline step with one job: it answers the request or lets the next step run. Created once per version of an application; per-request state is in the
/// context.
/// </summary>
abstract class RequestStep
{
    /// <summary>Runs the step.</summary>
    public abstract StepResult Run(RequestContext request);
}

/// <summary>The result of a step.</summary>
readonly struct StepResult
{
    StepResult(Task? answer, Task<bool>? decision) => (Answer, Decision) = (answer, decision);

    /// <summary>Continue with the next step.</summary>
    public static StepResult Next => default;

    /// <summary>The response, which may still be in progress; null when this step has not answered, or not yet.</summary>
    public Task? Answer { get; }

    /// <summary>A pending decision: true when the step answers, false when the next step runs. Null for none.</summary>
    public Task<bool>? Decision { get; }

    /// <summary>The request is answered.</summary>
    public static implicit operator StepResult(Task answer) => new(answer, null);

    /// <summary>The request is answered if the result is true; otherwise the next step runs.</summary>
    public static StepResult Later(ValueTask<bool> decision) =>
        !decision.IsCompletedSuccessfully ? new StepResult(null, decision.AsTask()) : decision.Result ? Task.CompletedTask : Next;
}
