using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.WebSockets;

/// <summary>
/// Runs handlers of WebSocket events, each in a fresh guest, within the limits of requests. Events wait in lines of their own: those at the head wait together
/// with requests, so that any number of busy clients delays requests only a little, and no event is refused because many wait.
/// </summary>
sealed class SocketGuests(CleanServerOptions options) : IDisposable
{
    readonly SemaphoreSlim _line = new(options.MaxConcurrency);
    readonly SemaphoreSlim _blockingLine = new(options.MaxBlocked);

    /// <summary>Runs a handler for its effects. Returns null, or the error when it failed; the log then says why.</summary>
    /// <param name="request">The handshake.</param>
    /// <param name="handler">The handler.</param>
    public async ValueTask<RequestError?> RunAsync(RequestContext request, RouteHandler handler)
    {
        var application = request.Application;
        var mayBlock = (handler.Waits & application.Blocking) != Waits.None;
        var (line, gate) = mayBlock ? (_blockingLine, application.BlockingGate) : (_line, application.Gate);
        await line.WaitAsync(CancellationToken.None);
        try
        {
            await gate.EnterAsync(CancellationToken.None);
            try
            {
                if (await application.Memory.LeaseAsync(request.Deployment.Guests, options.RequestTimeout, CancellationToken.None) is not { } lease) return Refuse(request, handler);
                return mayBlock ? await RunOffPoolAsync(request, handler, lease) : Run(request, handler, lease);
            }
            finally
            {
                gate.Leave();
            }
        }
        catch (Exception defect)
        {
            application.Logger.InternalError(defect, request.Id);
            return RequestError.HostFailed;
        }
        finally
        {
            line.Release();
        }
    }

    public void Dispose()
    {
        _line.Dispose();
        _blockingLine.Dispose();
    }

    static RequestError? Run(RequestContext request, RouteHandler handler, GuestLease lease)
    {
        using (lease) return GuestCall.RunEvent(request, handler, lease.Guest) ? null : request.Failure!.Error;
    }

    static async Task<RequestError?> RunOffPoolAsync(RequestContext request, RouteHandler handler, GuestLease lease)
    {
        try
        {
            return await request.Application.Scheduler.RunAsync(() => Run(request, handler, lease));
        }
        catch (TaskSchedulerException)
        {
            // The system refuses to create the first thread.
            lease.Dispose();
            return Refuse(request, handler);
        }
    }

    static RequestError Refuse(RequestContext request, RouteHandler handler)
    {
        request.Application.Memory.NoteRefusal();
        request.Fail(RequestFailure.NoGuest(handler.Name));
        return RequestError.MemoryUsedUp;
    }
}
