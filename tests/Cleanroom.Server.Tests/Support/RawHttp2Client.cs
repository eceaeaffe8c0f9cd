using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Cleanroom.Server.Tests.Support;

/// <summary>One request in HTTP/2 whose header fields are whatever a test wants, written without compression.</summary>
static class RawHttp2Client
{
    const byte Headers = 1, Reset = 3, GoAway = 7, EndOfStreamAndHeaders = 5, Settings = 4;

    /// <summary>The status of the answer as text, "reset" for a stream that is reset, "closed" for a connection that is given up.</summary>
    public static async Task<string> GetAsync(ServedApplication served, string thumbprint, string path, params (string Name, string Value)[] fields)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(served.Address.Host, served.Address.Port);
        await using var stream = new SslStream(socket.GetStream(), false, (_, certificate, _, _) => certificate!.GetCertHashString() == thumbprint);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", ApplicationProtocols = [SslApplicationProtocol.Http2] });
        var block = new List<byte>();
        foreach (var (name, value) in new[] { (":method", "GET"), (":scheme", "https"), (":authority", "x"), (":path", path) }.Concat(fields))
        {
            block.Add(0);
            foreach (var text in new[] { name, value }) block.AddRange([(byte)text.Length, .. Encoding.Latin1.GetBytes(text)]);
        }
        await stream.WriteAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(Settings, 0, 0, []), .. Frame(Headers, EndOfStreamAndHeaders, 1, [.. block])]);
        while (await ReadFrameAsync(stream) is var (type, payload))
        {
            if (type == Reset) return "reset";
            if (type == GoAway) break;
            // The first field of an answer is its status: 8x of the static table, or a text of three digits.
            if (type == Headers) return payload[0] switch { 0x88 => "200", 0x8C => "400", 0x8D => "404", _ => Encoding.ASCII.GetString(payload, 2, 3) };
        }
        return "closed";
    }

    static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        var head = new byte[9];
        BinaryPrimitives.WriteInt32BigEndian(head, payload.Length << 8);
        (head[3], head[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(5), stream);
        return [.. head, .. payload];
    }

    static async Task<(byte Type, byte[] Payload)?> ReadFrameAsync(Stream stream)
    {
        var head = new byte[9];
        try
        {
            await stream.ReadExactlyAsync(head);
            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(head) >> 8];
            await stream.ReadExactlyAsync(payload);
            return (head[3], payload);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
