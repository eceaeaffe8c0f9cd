using Cleanroom.Server.Cors;
using Microsoft.AspNetCore.Http;

namespace Cleanroom.Server.WebSockets;

/// <summary>
/// Which pages may open a WebSocket. Browsers connect to any host with its cookies, so the server has to look where the page comes from (contract, server 10).
/// Other clients send no origin.
/// </summary>
static class SocketOrigin
{
    /// <summary>True for a page of the same host, of a listed origin, and for clients that are no browsers.</summary>
    public static bool IsAdmitted(HttpRequest request, CorsPolicy? cors) => request.Headers.Origin switch
    {
        [] => true,
        [{ } origin] => IsSameHost(origin, request.Host) || cors?.AllowsSocket(origin, request.Headers) == true,
        _ => false,
    };

    // A proxy that ends TLS changes the scheme, not the host.
    static bool IsSameHost(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase) &&
        (host.Port is { } port ? page.Port == port : page.IsDefaultPort);
}
