using System.Net.WebSockets;
using System.Text;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Support;

/// <summary>A WebSocket client of .NET.</summary>
sealed class SocketUser : IDisposable
{
    readonly ClientWebSocket _socket = new();

    SocketUser()
    {
    }

    /// <summary>The status with which the server closed, or null.</summary>
    public int? CloseStatus => (int?)_socket.CloseStatus;

    public static Task<SocketUser> ConnectAsync(ServedApplication served, string path, params (string Name, string Value)[] headers) =>
        ConnectAsync(served.Address, path, static _ => { }, null, headers);

    public static Task<SocketUser> ConnectAsync(Uri server, string path) => ConnectAsync(server, path, static _ => { }, null);

    public static async Task<SocketUser> ConnectAsync(
        Uri server, string path, Action<ClientWebSocketOptions> configure, HttpMessageInvoker? invoker, params (string Name, string Value)[] headers)
    {
        var user = new SocketUser();
        foreach (var (name, value) in headers) user._socket.Options.SetRequestHeader(name, value);
        configure(user._socket.Options);
        using var limit = new CancellationTokenSource(Patience.Long);
        var address = new UriBuilder(new Uri(server, path)) { Scheme = server.Scheme == "https" ? "wss" : "ws" }.Uri;
        try
        {
            await user._socket.ConnectAsync(address, invoker, limit.Token);
        }
        catch
        {
            user.Dispose();
            throw;
        }
        return user;
    }

    /// <summary>The status of the refusal of a handshake; 0 when it is accepted.</summary>
    public static async Task<int> TryConnectAsync(ServedApplication served, string path, params (string Name, string Value)[] headers)
    {
        using var user = new SocketUser();
        foreach (var (name, value) in headers) user._socket.Options.SetRequestHeader(name, value);
        user._socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await user._socket.ConnectAsync(new UriBuilder(new Uri(served.Address, path)) { Scheme = "ws" }.Uri, CancellationToken.None);
            return 0;
        }
        catch (WebSocketException)
        {
            return (int)user._socket.HttpStatusCode;
        }
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public async Task SendAsync(byte[] bytes, WebSocketMessageType type, bool isLast = true)
    {
        using var limit = new CancellationTokenSource(Patience.Long);
        await _socket.SendAsync(bytes, type, isLast, limit.Token);
    }

    /// <summary>The next message as text.</summary>
    public async Task<string> ReadAsync() => Encoding.UTF8.GetString((await ReceiveAsync()).Bytes);

    /// <summary>Sends a text and returns the next message.</summary>
    public async Task<string> AskAsync(string text)
    {
        await SendAsync(text);
        return await ReadAsync();
    }

    /// <summary>The next message; a close frame has the type <see cref="WebSocketMessageType.Close"/>.</summary>
    public async Task<(WebSocketMessageType Type, byte[] Bytes)> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(Patience.Long);
        using var message = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, limit.Token);
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return (part.MessageType, message.ToArray());
        }
    }

    /// <summary>Reads until the server closes, answers, and returns the status.</summary>
    public async Task<int> ReadCloseAsync()
    {
        while ((await ReceiveAsync()).Type != WebSocketMessageType.Close)
        {
        }
        if (_socket.State == WebSocketState.CloseReceived) await _socket.CloseOutputAsync(_socket.CloseStatus!.Value, null, CancellationToken.None);
        return CloseStatus!.Value;
    }

    /// <summary>Closes as a browser does.</summary>
    public async Task CloseAsync(int status = 1000)
    {
        using var limit = new CancellationTokenSource(Patience.Long);
        await _socket.CloseAsync((WebSocketCloseStatus)status, null, limit.Token);
    }

    /// <summary>Ends the connection without a farewell.</summary>
    public void Vanish() => _socket.Abort();

    public void Dispose() => _socket.Dispose();
}
