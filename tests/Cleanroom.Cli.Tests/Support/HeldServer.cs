using System.Net;
using System.Net.Sockets;

namespace Cleanroom.Cli.Tests.Support;

/// <summary>A server on this machine that answers nobody until it is released: guests that ask it wait for as long as a test needs.</summary>
sealed class HeldServer : IDisposable
{
    const int Backlog = 512;

    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Task _accepting;
    int _waiting;

    public HeldServer()
    {
        _listener.Start(Backlog);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many requests have come and are not answered.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Answers all requests from now on.</summary>
    public void Release() => _released.TrySetResult();

    public void Dispose()
    {
        Release();
        _listener.Stop();
        _accepting.Wait(Patience.Long);
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
        }
    }

    async Task AnswerAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            var stream = client.GetStream();
            if (await stream.ReadAsync(new byte[4096]) == 0) return;
            Interlocked.Increment(ref _waiting);
            await _released.Task;
            Interlocked.Decrement(ref _waiting);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray());
        }
        catch (IOException)
        {
            // The guest was stopped.
        }
    }
}
