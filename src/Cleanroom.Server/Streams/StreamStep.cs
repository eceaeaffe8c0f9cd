using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Pipeline;
using Cleanroom.Server.RateLimits;
using Cleanroom.Wasm;

namespace Cleanroom.Server.Streams;

/// <summary>
/// Answers routes of event streams. Each stream has a guest for its lifetime, on a dedicated thread, outside of the limits for requests.
/// </summary>
sealed class StreamStep(CleanApplication application, OpenStreams streams) : RequestStep
{
    static readonly TimeSpan MaxStretch = TimeSpan.FromSeconds(30), TimeToReturn = TimeSpan.FromSeconds(5);

    public override StepResult Run(RequestContext request) => request.Route.States.Find<StreamRoute>() is null ? StepResult.Next : AnswerAsync(request);

    async Task AnswerAsync(RequestContext request)
    {
        var address = RateLimitKey.Of(request.Http.Connection.RemoteIpAddress);
        if (!streams.TryEnter(address, out var isOfAddress))
        {
            await ResponseWriter.WriteErrorAsync(request, isOfAddress ? RequestError.TooManyRequests : RequestError.Overloaded);
            return;
        }
        try
        {
            if (request.Route.Handler is null)
            {
                request.Fail(RequestFailure.MissingHandler(request.Route));
                await ResponseWriter.WriteErrorAsync(request, request.Failure!.Error);
            }
            else if (await application.Memory.LeaseAsync(request.Deployment.Guests, application.Options.RequestTimeout, request.Http.RequestAborted) is { } lease) await StreamAsync(request, lease);
            else await ResponseWriter.WriteErrorAsync(request, RequestError.MemoryUsedUp);
        }
        finally
        {
            streams.Leave(address);
        }
    }

    async Task StreamAsync(RequestContext request, GuestLease lease)
    {
        var isRun = false;
        try
        {
            using var stream = new EventStream(request.Http, application.Options.StreamTimeout, application.Options.Guest.Clock);
            await stream.StartAsync();
            if (request.Http.Request.Method == "HEAD") return;
            request.SetState(stream);
            streams.Add(stream);
            var sending = stream.SendAsync();
            try
            {
                var run = streams.Threads.RunAsync(() => Run(request, stream, lease));
                isRun = true;
                await run;
            }
            finally
            {
                stream.Close();
                await sending;
                streams.Remove(stream);
            }
        }
        finally
        {
            if (!isRun) lease.Dispose();
        }
    }

    void Run(RequestContext request, EventStream stream, GuestLease leased)
    {
        using var lease = leased;
        var guest = lease.Guest;
        (guest.Context, guest.Console) = (request, request.Console);
        guest.LongEvent = new LongEvent(MaxStretch, stream.Ended);
        try
        {
            using var leaving = stream.Ended.UnsafeRegister(static guest => ((Guest)guest!).Instance!.Store!.SetDeadline(TimeToReturn), guest);
            GuestCall.Call(guest, request.Route.Handler!);
            application.RequestEnded(request.Deployment, guest);
        }
        catch (TrapException stopped) when (stopped.Kind == TrapKind.DeadlineExceeded && stream.Ended.IsCancellationRequested)
        {
            application.Logger.StreamStopped(request.Id, request.Route.Pattern, TimeToReturn.TotalSeconds);
        }
        catch (TrapException trap)
        {
            request.Fail(RequestFailure.Of(trap, guest));
        }
        finally
        {
            guest.Context = null;
            request.EndOutput();
            if (stream.IsOverrun) application.Logger.StreamOverrun(request.Id, request.Route.Pattern, EventStream.MaxUnsent);
        }
    }
}
