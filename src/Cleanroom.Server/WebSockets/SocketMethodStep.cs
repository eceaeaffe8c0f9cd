using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.WebSockets;

/// <summary>Makes a GET of the extended CONNECT with which HTTP/2 clients open a WebSocket (RFC 8441), so that it finds its route and programs see one method.</summary>
sealed class SocketMethodStep : RequestStep
{
    public override StepResult Run(RequestContext request)
    {
        var http = request.Http;
        if (http.Request.Method == "CONNECT" && SocketHandshake.IsRequested(http)) http.Request.Method = "GET";
        return StepResult.Next;
    }
}
