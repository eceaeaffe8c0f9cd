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
    public static Task? Run(RequestContext request, RouteHandler handler, Guest guest)
    {
        guest.Context = request;
        guest.Console = request.Console;
        try
        {
            var answer = ResponseWriter.WriteAsync(request, guest, handler, Call(guest, handler));
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
