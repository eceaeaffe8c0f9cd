using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Support;

/// <summary>A WebSocket client that sends whatever frames a test wants.</summary>
sealed class RawSocketUser : IDisposable
{
    public const int Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10, Final = 0x80;

    readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);
    readonly NetworkStream _stream;

    RawSocketUser(int port, int receiveBuffer)
    {
        if (receiveBuffer > 0) _socket.ReceiveBufferSize = receiveBuffer;
        _socket.Connect(IPAddress.Loopback, port);
        _stream = new NetworkStream(_socket);
    }

    /// <summary>Connects, with a complete handshake.</summary>
    public static async Task<RawSocketUser> ConnectAsync(ServedApplication served, string path, int receiveBuffer = 0)
    {
        var user = new RawSocketUser(served.Address.Port, receiveBuffer);
        await user._stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        var head = new StringBuilder();
        var next = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await user._stream.ReadExactlyAsync(next);
            head.Append((char)next[0]);
        }
        Assert.StartsWith("HTTP/1.1 101 ", head.ToString(), StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", head.ToString(), StringComparison.Ordinal);
        return user;
    }

    /// <summary>A frame as clients send it.</summary>
    /// <param name="first">The first byte: opcode and flags.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="isMasked">False for a frame that no client may send.</param>
    public static byte[] Frame(int first, ReadOnlySpan<byte> payload, bool isMasked = true)
    {
        var mark = isMasked ? 0x80 : 0;
        var frame = new List<byte> { (byte)first };
        if (payload.Length < 126) frame.Add((byte)(mark | payload.Length));
        else
        {
            var length = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
            frame.Add((byte)(mark | (payload.Length < 65536 ? 126 : 127)));
            frame.AddRange(payload.Length < 65536 ? length[6..] : length);
        }
        byte[] mask = [1, 2, 3, 4];
        if (isMasked) frame.AddRange(mask);
        for (var i = 0; i < payload.Length; i++) frame.Add((byte)(isMasked ? payload[i] ^ mask[i & 3] : payload[i]));
        return [.. frame];
    }

    public async Task SendAsync(params byte[][] frames) => await _stream.WriteAsync((byte[])[.. frames.SelectMany(static frame => frame)]);

    public Task SendAsync(int first, string payload) => SendAsync(Frame(first, Encoding.UTF8.GetBytes(payload)));

    /// <summary>The next frame, or null at the end of the connection.</summary>
    public async Task<(int First, byte[] Payload)?> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Patience.Long);
        try
        {
            var head = new byte[2];
            await _stream.ReadExactlyAsync(head, limit.Token);
            var length = (long)head[1];
            if (length >= 126)
            {
                var more = new byte[length == 126 ? 2 : 8];
                await _stream.ReadExactlyAsync(more, limit.Token);
                length = more.Aggregate(0L, static (sum, next) => sum << 8 | next);
            }
            var payload = new byte[length];
            await _stream.ReadExactlyAsync(payload, limit.Token);
            return (head[0], payload);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The next frame as text, with its first byte: <c>81 hello</c>; "end" at the end of the connection.</summary>
    public async Task<string> ReadTextAsync() => await ReadAsync() is var (first, payload) ? $"{first:x2} {Encoding.UTF8.GetString(payload)}" : "end";

    /// <summary>The status of the server's close frame, after any other frames; 1005 for one without, 0 when the connection ends without a close frame.</summary>
    public async Task<int> ReadCloseAsync()
    {
        while (await ReadAsync() is var (first, payload))
            if (first == (Final | Close)) return payload.Length < 2 ? 1005 : BinaryPrimitives.ReadUInt16BigEndian(payload);
        return 0;
    }

    /// <summary>Sends nothing more, but reads on.</summary>
    public void CloseSending() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }
}
