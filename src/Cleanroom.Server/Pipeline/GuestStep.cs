using System.Text;
using Cleanroom.Bridge.Binding;

namespace Cleanroom.Server.Pipeline;

/// <summary>
/// Runs the route's handler in a guest as soon as the gate admits it. If the handler fails, the program's error handler sees the same request in a fresh
/// guest. The next step runs when neither answered.
/// </summary>
sealed class GuestStep(CleanApplication application) : RequestStep
{
    public override StepResult Run(RequestContext request)
    {
        // Only the host sets it.
        if (request.Fields.HaveError) request.Http.Request.Headers.Remove(RequestFields.Error);
        var mayBlock = MayBlock(request);
        var gate = mayBlock ? application.BlockingGate : application.Gate;
        if (!gate.TryEnter()) return StepResult.Later(WaitAndRunAsync(request, gate));
        return mayBlock ? StepResult.Later(RunOffPoolAsync(request)) : RunAndLeave(request, gate) is { } answer ? answer : StepResult.Next;
    }

    async ValueTask<bool> WaitAndRunAsync(RequestContext request, ConcurrencyGate gate)
    {
        if (!await gate.EnterAsync(application.Options.RequestTimeout, request.Http.RequestAborted))
        {
            request.Http.Response.Headers.RetryAfter = "1";
            await ResponseWriter.WriteErrorAsync(request, RequestError.Overloaded);
            return true;
        }
        if (gate == application.BlockingGate) return await RunOffPoolAsync(request);
        if (RunAndLeave(request, gate) is not { } answer) return false;
        await answer;
        return true;
    }

    // A guest that may block runs on a dedicated thread; all others run on the current thread.
    async ValueTask<bool> RunOffPoolAsync(RequestContext request)
    {
        Task<Task?> run;
        try
        {
            run = application.Scheduler.RunAsync(() => RunAndLeave(request, application.BlockingGate));
        }
        catch (TaskSchedulerException)
        {
            // The system refuses to create more threads.
            application.BlockingGate.Leave();
            throw;
        }
        if (await run is not { } answer) return false;
        await answer;
        return true;
    }

    bool MayBlock(RequestContext request) =>
        (((request.Route.Handler?.Waits ?? Waits.None) | (request.Deployment.Start.ErrorHandler?.Waits ?? Waits.None)) & application.Blocking) != Waits.None;

    // Returns null when nothing was answered; the context then holds the failure.
    Task? RunAndLeave(RequestContext request, ConcurrencyGate gate)
    {
        try
        {
            if (request.Route.Handler is { } handler)
            {
                if (GuestCall.Run(request, handler, request.Deployment.Guests) is { } answer) return answer;
            }
            else request.Fail(RequestFailure.MissingHandler(request.Route));
            return HandleError(request);
        }
        finally
        {
            gate.Leave();
        }
    }

    // Discard the partial response.
    static Task? HandleError(RequestContext request)
    {
        if (request.Deployment.Start.ErrorHandler is not { } handler) return null;
        request.Response.Clear();
        request.Http.Request.Headers[RequestFields.Error] = request.HeaderEncoding.GetString(Encoding.UTF8.GetBytes(request.Failure!.Summary));
        request.Response.Status = RequestError.ProgramFailed.Status;
        return GuestCall.Run(request, handler, request.Deployment.ErrorGuests!);
    }
}
