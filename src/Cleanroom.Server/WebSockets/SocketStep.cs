using Cleanroom.Server.Cors;
using Cleanroom.Server.Pipeline;
using Cleanroom.Server.RateLimits;
using Microsoft.AspNetCore.Http;

namespace Cleanroom.Server.WebSockets;

/// <summary>Answers WebSocket routes: the handshake, then the connection until it ends. It stands before the body, which a handshake in HTTP/2 never ends.</summary>
/// <param name="application">The application.</param>
/// <param name="cors">The origins whose pages may connect beside those of the same host, or null for none.</param>
sealed class SocketStep(CleanApplication application, CorsPolicy? cors) : RequestStep
{
    readonly SocketHub _hub = application.States.Find<SocketHub>()!;

    public override StepResult Run(RequestContext request) => request.Route.States.Find<SocketRoute>() is { } route ? AnswerAsync(request, route) : StepResult.Next;

    async Task AnswerAsync(RequestContext request, SocketRoute route)
    {
        if (!route.IsComplete)
        {
            request.Fail(RequestFailure.MissingHandler(request.Route));
            await ResponseWriter.WriteErrorAsync(request, RequestError.ProgramFailed);
            return;
        }
        var http = request.Http;
        if (!SocketHandshake.IsRequested(http)) await RequireUpgradeAsync(request);
        else if (!SocketOrigin.IsAdmitted(http.Request, cors)) await ResponseWriter.WriteErrorAsync(request, RequestError.OtherOrigin);
        else if (_hub.Addresses.Enter(RateLimitKey.Of(http.Connection.RemoteIpAddress)) is not { } address) await ResponseWriter.WriteErrorAsync(request, RequestError.TooManySockets);
        else
            try
            {
                await EnterAsync(request, route, address);
            }
            finally
            {
                _hub.Addresses.Exit(address);
            }
    }

    async Task EnterAsync(RequestContext request, SocketRoute route, SocketAddress address)
    {
        if (!_hub.TryEnter())
        {
            await ResponseWriter.WriteErrorAsync(request, RequestError.SocketsUsedUp);
            return;
        }
        try
        {
            if (_hub.TakeId() is { } id) await ServeAsync(request, route, address, id);
            else await ResponseWriter.WriteErrorAsync(request, RequestError.SocketsUsedUp);
        }
        finally
        {
            _hub.Exit();
        }
    }

    async Task ServeAsync(RequestContext request, SocketRoute route, SocketAddress address, long id)
    {
        using var socket = await SocketHandshake.AcceptAsync(request.Http, application.Options.SocketPingInterval);
        await _hub.Add(id, socket, request, route, address).ServeAsync();
    }

    static Task RequireUpgradeAsync(RequestContext request)
    {
        var headers = request.Http.Response.Headers;
        headers.SecWebSocketVersion = "13";
        if (!HttpProtocol.IsHttp2(request.Http.Request.Protocol)) (headers.Upgrade, headers.Connection) = ("websocket", "Upgrade");
        return ResponseWriter.WriteErrorAsync(request, RequestError.UpgradeRequired);
    }
}
