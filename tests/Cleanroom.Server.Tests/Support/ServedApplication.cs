using System.Net;
using System.Net.Sockets;
using System.Text;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Hosting;
using Cleanroom.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Cleanroom.Server.Tests.Support;

/// <summary>An application on a real socket.</summary>
sealed class ServedApplication : IAsyncDisposable
{
    readonly WebApplication _server;

    ServedApplication(CleanApplication application, WebApplication server)
    {
        Application = application;
        _server = server;
        Address = new Uri(server.Urls.Single());
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
    }

    public CleanApplication Application { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>Serves a guest of <c>tests/guests</c>.</summary>
    public static Task<ServedApplication> GuestAsync(string name, CleanServerOptions? options = null) =>
        StartAsync(TestGuests.PathOf(name), options);

    public static async Task<ServedApplication> StartAsync(string file, CleanServerOptions? options = null) => await StartAsync(await File.ReadAllBytesAsync(file), options);

    public static async Task<ServedApplication> StartAsync(byte[] module, CleanServerOptions? options = null)
    {
        // As `cleanroom serve`: guests that loop hold threads of the pool.
        var application = CleanApplication.Load(module, (options ?? new CleanServerOptions()) with { RaiseThreadPoolMinimum = true });
        var server = CleanServer.Create(application, IPAddress.Loopback, 0);
        await server.StartAsync();
        return new ServedApplication(application, server);
    }

    /// <summary>The whole answer to bytes on a socket of its own, up to the end of the connection or of the time.</summary>
    public async Task<string> SendAsync(string request, int milliseconds = 5000)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var limit = new CancellationTokenSource(milliseconds);
        var answer = new StringBuilder();
        var buffer = new byte[8192];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, limit.Token)) > 0;) answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
        }
        return answer.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.StopAsync();
        await _server.DisposeAsync();
        Application.Dispose();
    }
}
