using System.Net;
using System.Net.Sockets;
using System.Text;
using Cleanroom.Bridge.Grants;

namespace Cleanroom.Bridge.Http;

/// <summary>Thrown for an address that guests may not reach.</summary>
sealed class NetworkRefusedException(string host, int port, IPAddress? address) : Exception($"{host}:{port} ({address})")
{
    /// <summary>The host in the form used by the option.</summary>
    public string Host { get; } = host.TrimEnd('.');

    public int Port { get; } = port;
}

/// <summary>
/// The connections of an application's guests. The check applies to the actual address of every new connection, so that neither names nor unusual spellings
/// of addresses nor redirects can bypass it (must-never N124).
/// </summary>
sealed class HttpConnections : IDisposable
{
    /// <summary>Maximum time to connect.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    readonly NetworkAccess _access;
    readonly HttpMessageInvoker _invoker;

    public HttpConnections(NetworkAccess access)
    {
        _access = access;
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 64,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            ConnectCallback = ConnectAsync,
        });
    }

    public HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellation) =>
        _invoker.SendAsync(request, cancellation).GetAwaiter().GetResult();

    public void Dispose() => _invoker.Dispose();

    async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        if (!IPAddress.TryParse(host, out var literal) && !_access.AllowsLookUp(host, port)) throw new NetworkRefusedException(host, port, null);
        IPAddress[] addresses = literal is not null ? [literal] : await _access.Resolve(host, cancellation);
        Exception? failure = null;
        foreach (var address in addresses)
        {
            if (!_access.Allows(host, port, address)) continue;
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception error)
            {
                socket.Dispose();
                failure = error;
                if (error is OperationCanceledException) break;
            }
        }
        throw failure ?? new NetworkRefusedException(host, port, addresses.FirstOrDefault());
    }
}
