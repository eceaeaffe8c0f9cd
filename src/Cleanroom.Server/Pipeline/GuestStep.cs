using System.Diagnostics;
using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Server.Pipeline;

/// <summary>
/// Runs the route's handler in a guest as soon as the gate admits it and the memory budget has room for it. If the handler fails, the program's error handler
/// sees the same request in a fresh guest. The next step runs when neither answered.
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
        if (!TryLeaseOrLeave(request, gate, out var lease)) return StepResult.Later(WaitForMemoryAsync(request, gate, application.Options.RequestTimeout));
        return mayBlock ? StepResult.Later(RunOffPoolAsync(request, lease)) : RunAndLeave(request, gate, lease) is { } answer ? answer : StepResult.Next;
    }

    async ValueTask<bool> WaitAndRunAsync(RequestContext request, ConcurrencyGate gate)
    {
        var (max, since) = (application.Options.RequestTimeout, Stopwatch.GetTimestamp());
        if (await gate.EnterAsync(max, request.Http.RequestAborted))
            return await WaitForMemoryAsync(request, gate, max == Timeout.InfiniteTimeSpan ? max : TimeSpan.FromTicks(Math.Max(0, (max - Stopwatch.GetElapsedTime(since)).Ticks)));
        await ResponseWriter.WriteErrorAsync(request, RequestError.Overloaded);
        return true;
    }

    // An exception leaves the gate.
    bool TryLeaseOrLeave(RequestContext request, ConcurrencyGate gate, out GuestLease lease)
    {
        try
        {
            return application.Memory.TryLease(request.Deployment.Guests, out lease);
        }
        catch
        {
            gate.Leave();
            throw;
        }
    }

    async ValueTask<bool> WaitForMemoryAsync(RequestContext request, ConcurrencyGate gate, TimeSpan max)
    {
        GuestLease? leased = null;
        try
        {
            leased = await application.Memory.LeaseAsync(request.Deployment.Guests, max, request.Http.RequestAborted);
        }
        finally
        {
            if (leased is null) gate.Leave();
        }
        if (leased is not { } lease)
        {
            await ResponseWriter.WriteErrorAsync(request, RequestError.MemoryUsedUp);
            return true;
        }
        if (gate == application.BlockingGate) return await RunOffPoolAsync(request, lease);
        if (RunAndLeave(request, gate, lease) is not { } answer) return false;
        await answer;
        return true;
    }

    // A guest that may block runs on a dedicated thread; all others run on the current thread.
    async ValueTask<bool> RunOffPoolAsync(RequestContext request, GuestLease lease)
    {
        Task<Task?> run;
        try
        {
            run = application.Scheduler.RunAsync(() => RunAndLeave(request, application.BlockingGate, lease));
        }
        catch (TaskSchedulerException)
        {
            // The system refuses to create the first thread.
            lease.Dispose();
            application.BlockingGate.Leave();
            await ResponseWriter.WriteErrorAsync(request, RequestError.MemoryUsedUp);
            return true;
        }
        if (await run is not { } answer) return false;
        await answer;
        return true;
    }

    bool MayBlock(RequestContext request) =>
        (((request.Route.Handler?.Waits ?? Waits.None) | (request.Deployment.Start.ErrorHandler?.Waits ?? Waits.None)) & application.Blocking) != Waits.None;

    // Returns null when nothing was answered; the context then holds the failure.
    static Task? RunAndLeave(RequestContext request, ConcurrencyGate gate, GuestLease lease)
    {
        try
        {
            return Run(request, lease) ?? HandleError(request);
        }
        finally
        {
            gate.Leave();
        }
    }

    static Task? Run(RequestContext request, GuestLease lease)
    {
        using (lease)
        {
            if (request.Route.Handler is { } handler) return GuestCall.Run(request, handler, lease.Guest);
        }
        request.Fail(RequestFailure.MissingHandler(request.Route));
        return null;
    }

    // Discard the partial response.
    static Task? HandleError(RequestContext request)
    {
        var start = request.Deployment.Start;
        if (start.ErrorHandler is not { } handler || request.Failure!.Error == RequestError.MemoryUsedUp || !request.Deployment.ErrorGuests!.TryLease(out var lease)) return null;
        using (lease)
        {
            request.Response.Clear();
            request.Http.Request.Headers[RequestFields.Error] = request.HeaderEncoding.GetString(Encoding.UTF8.GetBytes(request.Failure.Summary));
            request.Response.Status = RequestError.ProgramFailed.Status;
            return GuestCall.Run(request, handler, lease.Guest);
        }
    }
}
