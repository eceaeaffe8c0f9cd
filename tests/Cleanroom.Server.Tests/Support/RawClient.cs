using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cleanroom.Server.Tests.Support;

/// <summary>A client that sends what it likes, when it likes.</summary>
sealed class RawClient : IDisposable
{
    static readonly TimeSpan MaxWait = Patience.Long;

    readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);

    RawClient()
    {
    }

    /// <summary>Connects.</summary>
    /// <param name="served">The server.</param>
    /// <param name="receiveBuffer">Bytes that the system takes before the client reads them, 0 for what it likes.</param>
    public static Task<RawClient> ConnectAsync(ServedApplication served, int receiveBuffer = 0) => ConnectAsync(served.Address.Port, receiveBuffer);

    /// <summary>Connects to a port of this machine.</summary>
    public static async Task<RawClient> ConnectAsync(int port, int receiveBuffer = 0)
    {
        var client = new RawClient();
        if (receiveBuffer > 0) client._socket.ReceiveBufferSize = receiveBuffer;
        await client._socket.ConnectAsync(IPAddress.Loopback, port);
        return client;
    }

    public async Task SendAsync(string text) => await _socket.SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _socket.SendAsync(bytes);

    /// <summary>Everything that comes up to the end of the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder();
        var buffer = new byte[1 << 16];
        while (await ReadAsync(buffer) is var read and > 0) text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        return text.ToString();
    }

    /// <summary>Reads until this text has come, and forgets what came.</summary>
    public async Task ReadToAsync(string text)
    {
        var seen = "";
        var buffer = new byte[1 << 12];
        while (!seen.Contains(text, StringComparison.Ordinal))
        {
            var read = await ReadAsync(buffer);
            Assert.True(read > 0, $"the connection ended after: {seen}");
            seen += Encoding.Latin1.GetString(buffer, 0, read);
        }
    }

    /// <summary>How many bytes come up to the end of the connection.</summary>
    public async Task<long> CountToEndAsync()
    {
        var buffer = new byte[1 << 16];
        long total = 0;
        while (await ReadAsync(buffer) is var read and > 0) total += read;
        return total;
    }

    /// <summary>Sends nothing more, but reads on.</summary>
    public void CloseSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection without a farewell.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public void Dispose() => _socket.Dispose();

    // A connection that was reset has ended too.
    async Task<int> ReadAsync(byte[] buffer)
    {
        using var limit = new CancellationTokenSource(MaxWait);
        try
        {
            return await _socket.ReceiveAsync(buffer, SocketFlags.None, limit.Token);
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
