using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cleanroom.Server.WebSockets;

/// <summary>The handshake, in HTTP/1.1 (RFC 6455) and HTTP/2 (RFC 8441).</summary>
static class SocketHandshake
{
    static readonly WebSocketMiddleware Middleware = new(static _ => Task.CompletedTask, Options.Create(new WebSocketOptions()), NullLoggerFactory.Instance);

    /// <summary>True for a request that opens a WebSocket; it can be accepted then.</summary>
    public static bool IsRequested(HttpContext http)
    {
        // Adds a feature to the request, and has nothing to wait for.
        _ = Middleware.Invoke(http);
        return http.WebSockets.IsWebSocketRequest;
    }

    /// <summary>
    /// Accepts a request, without subprotocol and compression. ASP.NET Core's own method resets the connection when a client violates the protocol, and with it
    /// the close frame that says so; it is used for servers that know WebSocket themselves.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="pingInterval">How long a client may be silent before it gets a ping, and then until the socket is aborted.</param>
    public static async Task<WebSocket> AcceptAsync(HttpContext http, TimeSpan pingInterval)
    {
        http.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        // What comes is no body: it has no size.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (await OpenAsync(http) is not { } stream)
            return await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = pingInterval, KeepAliveTimeout = pingInterval });
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = pingInterval, KeepAliveTimeout = pingInterval });
    }

    static async Task<Stream?> OpenAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect) return await connect.AcceptAsync();
        if (http.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade) return null;
        var headers = http.Response.Headers;
        (headers.Connection, headers.Upgrade) = ("Upgrade", "websocket");
        headers.SecWebSocketAccept = AcceptKey(http.Request.Headers.SecWebSocketKey.ToString());
        return await upgrade.UpgradeAsync();
    }

    // RFC 6455, 4.2.2: it proves that the server knows the protocol, and nothing else.
#pragma warning disable CA5350
    static string AcceptKey(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
}
