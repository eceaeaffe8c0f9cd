namespace Cleanroom.Server.Pipeline;

/// <summary>
/// One step on the way of a request, with one job: it answers, or lets the next step run. Made once for each version of an application; what belongs to a request
/// is in its context.
/// </summary>
abstract class RequestStep
{
    /// <summary>Does the job.</summary>
    public abstract StepResult Run(RequestContext request);
}

/// <summary>What a step decided.</summary>
readonly struct StepResult
{
    StepResult(Task? answer, Task<bool>? decision) => (Answer, Decision) = (answer, decision);

    /// <summary>The next step runs.</summary>
    public static StepResult Next => default;

    /// <summary>The answer, which may still be under way; null when there is none from this step, or none yet.</summary>
    public Task? Answer { get; }

    /// <summary>Something that has to be waited for: true when it answers, false when the next step runs. Null for nothing.</summary>
    public Task<bool>? Decision { get; }

    /// <summary>The request is answered.</summary>
    public static implicit operator StepResult(Task answer) => new(answer, null);

    /// <summary>The request is answered when this is true, else the next step runs.</summary>
    public static StepResult Later(ValueTask<bool> decision) =>
        !decision.IsCompletedSuccessfully ? new StepResult(null, decision.AsTask()) : decision.Result ? Task.CompletedTask : Next;
}
