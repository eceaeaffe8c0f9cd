using System.Net;
using System.Net.Sockets;
using System.Text;
using Cleanroom.Bench.Http;

namespace Cleanroom.Bench.Scale;

/// <summary>More idle connections, each of which has asked once: the memory of each, beside Kestrel alone.</summary>
static class ConnectionScale
{
    const int CountBefore = 64;

    static readonly byte[] Request = Encoding.ASCII.GetBytes("GET /r/00000 HTTP/1.1\r\nHost: localhost\r\n\r\n");

    public static void Write(ScaleOptions options)
    {
        Console.WriteLine($"{"connections",-12} {"ours KB each",13} {"kestrel KB each",16}");
        foreach (var count in (int[])[100, 1_000, 10_000])
        {
            using var server = ScaleServer.Start(1, "--max-connections", "20000");
            using var kestrel = server.StartKestrel("/r/00000");
            Console.WriteLine($"{count,-12:N0} {KilobytesOfEach(server.Process, count),13:F1} {KilobytesOfEach(kestrel, count),16:F1}");
        }
    }

    static double KilobytesOfEach(ServerProcess server, int count)
    {
        var open = new List<Socket>();
        try
        {
            // What the first connections cost is the server's start.
            for (var i = 0; i < CountBefore; i++) open.Add(AskOnce(server.Address.Port));
            var before = server.ResidentKilobytes;
            for (var i = 0; i < count; i++) open.Add(AskOnce(server.Address.Port));
            return (double)(server.ResidentKilobytes - before) / count;
        }
        finally
        {
            foreach (var socket in open) socket.Dispose();
        }
    }

    static Socket AskOnce(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        socket.Send(Request);
        Span<byte> answer = stackalloc byte[1024];
        if (socket.Receive(answer) == 0) throw new InvalidOperationException($"port {port} closed a connection");
        return socket;
    }
}
