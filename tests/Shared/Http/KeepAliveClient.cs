using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cleanroom.Tests;

/// <summary>Sends one request again and again on one connection, without allocating: what a server allocates for it can be counted in the same process.</summary>
sealed class KeepAliveClient : IDisposable
{
    readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly byte[] _request;
    readonly byte[] _answer = new byte[64 * 1024];
    readonly int _length;

    /// <summary>Connects, and learns from the first answer how long every answer is.</summary>
    /// <param name="address">The server.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="fields">Further header fields, each with its line end.</param>
    public KeepAliveClient(Uri address, string target, string fields = "")
    {
        _request = Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: {address.Authority}\r\n{fields}\r\n");
        _socket.Connect(IPAddress.Loopback, address.Port);
        _socket.Send(_request);
        var headerEnd = -1;
        while (headerEnd < 0)
        {
            _length += Receive(_length);
            headerEnd = _answer.AsSpan(0, _length).IndexOf("\r\n\r\n"u8);
        }
        Head = Encoding.ASCII.GetString(_answer, 0, headerEnd);
        const string field = "Content-Length: ";
        var length = Head.AsSpan(Head.IndexOf(field, StringComparison.Ordinal) + field.Length);
        var expected = headerEnd + 4 + int.Parse(length[..length.IndexOf('\r')], System.Globalization.CultureInfo.InvariantCulture);
        while (_length < expected) _length += Receive(_length);
    }

    /// <summary>Status line and header fields of the first answer.</summary>
    public string Head { get; }

    /// <summary>Bytes that the whole process allocates for each of some requests.</summary>
    public double MeasureAllocation(int requests)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Send(requests);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)requests;
    }

    public void Dispose() => _socket.Dispose();

    void Send(int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            _socket.Send(_request);
            for (var received = 0; received < _length;) received += Receive(received);
        }
    }

    int Receive(int offset) => _socket.Receive(_answer, offset, _answer.Length - offset, SocketFlags.None) is > 0 and var count
        ? count : throw new InvalidOperationException("the server closed the connection");
}
