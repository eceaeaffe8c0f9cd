using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cleanroom.Bridge.Tests.Support;

/// <summary>A request as it came over the wire.</summary>
sealed record RawRequest(string Method, string Path, Dictionary<string, string> Headers, string Body);

/// <summary>An HTTP server on loopback that answers each connection's one request with the bytes that a test gives.</summary>
sealed class RawHttpServer : IDisposable
{
    readonly TcpListener _listener;
    readonly Func<RawRequest, byte[]?> _answer;

    // Holds what waits for ever: the collector would close its connection.
    readonly TaskCompletionSource _never = new();

    public RawHttpServer(Func<RawRequest, byte[]?> answer, int port = 0)
    {
        _answer = answer;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public List<RawRequest> Requests { get; } = [];

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>A response with a body and its length.</summary>
    public static byte[] Response(int status, string body, params string[] headers) => Response(status, Encoding.UTF8.GetBytes(body), headers);

    public static byte[] Response(int status, byte[] body, params string[] headers) =>
        [.. Encoding.Latin1.GetBytes($"HTTP/1.1 {status} Status\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n"), .. body];

    /// <summary>A response after which the client may think the connection open.</summary>
    public static byte[] KeptOpen(int status, string body) => Encoding.UTF8.GetBytes($"HTTP/1.1 {status} Status\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    public void Dispose() => _listener.Stop();

    async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadAsync(stream);
                lock (Requests) Requests.Add(request);
                if (_answer(request) is { } answer) await stream.WriteAsync(answer);
                else await _never.Task;
            }
            catch (IOException)
            {
            }
        }
    }

    static async Task<RawRequest> ReadAsync(NetworkStream stream)
    {
        var received = new List<byte>();
        var buffer = new byte[4096];
        int end;
        while ((end = IndexOfBlankLine(received)) < 0)
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0) throw new IOException("closed");
            received.AddRange(buffer.AsSpan(0, read));
        }
        var lines = Encoding.Latin1.GetString([.. received.Take(end)]).Split("\r\n");
        var first = lines[0].Split(' ');
        var headers = lines.Skip(1).Where(line => line.Length > 0).ToDictionary(line => line[..line.IndexOf(':', StringComparison.Ordinal)], line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(), StringComparer.OrdinalIgnoreCase);
        var length = headers.TryGetValue("Content-Length", out var text) ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 0;
        while (received.Count < end + 4 + length) received.AddRange(buffer.AsSpan(0, await stream.ReadAsync(buffer)));
        return new RawRequest(first[0], first[1], headers, Encoding.UTF8.GetString([.. received.Skip(end + 4).Take(length)]));
    }

    static int IndexOfBlankLine(List<byte> bytes) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes).IndexOf("\r\n\r\n"u8);
}
