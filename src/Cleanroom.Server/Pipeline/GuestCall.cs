using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Applications;
using Cleanroom.Wasm;

namespace Cleanroom.Server.Pipeline;

/// <summary>Calls a request handler in a leased guest, which is in the state after the entry point.</summary>
static class GuestCall
{
    /// <summary>
    /// Runs the handler and sends its response. Returns null when it trapped or returned something that cannot be sent; the context then holds the failure.
    /// </summary>
    public static Task? Run(RequestContext request, RouteHandler handler, Guest guest) => Run(request, handler, guest, ResponseWriter.WriteAsync);

    /// <summary>
    /// Runs the handler of an event that gets no response; its result and what it sets in the response are dropped. Returns false when it trapped; the context
    /// then holds the failure.
    /// </summary>
    public static bool RunEvent(RequestContext request, RouteHandler handler, Guest guest)
    {
        var isDone = Run(request, handler, guest, static (_, _, _, _) => Task.CompletedTask) is not null;
        request.Response.Clear();
        return isDone;
    }

    static Task? Run(RequestContext request, RouteHandler handler, Guest guest, Func<RequestContext, Guest, RouteHandler, uint, Task?> answerWith)
    {
        guest.Context = request;
        guest.Console = request.Console;
        try
        {
            var answer = answerWith(request, guest, handler, Call(guest, handler));
            request.Application.RequestEnded(request.Deployment, guest);
            return answer;
        }
        catch (TrapException trap)
        {
            request.Fail(RequestFailure.Of(trap, guest));
            return null;
        }
        finally
        {
            guest.Context = null;
            request.EndOutput();
        }
    }

    /// <summary>Calls a handler. Returns its result, or 0.</summary>
    public static uint Call(Guest guest, RouteHandler handler)
    {
        var function = guest.Instance!.GetFunction(handler.Function);
        if (handler.Argument is { } argument) return (uint)function.Call<int, int>(argument);
        if (function.Type.Results.Count == 0)
        {
            function.Call();
            return 0;
        }
        return function.Type.Results[0] == ValueType.I32 ? (uint)function.Call<int>() : (uint)Math.Clamp(function.Call<long>(), 0, uint.MaxValue);
    }
}
