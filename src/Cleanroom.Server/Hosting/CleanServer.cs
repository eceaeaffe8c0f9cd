using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Hosting;

/// <summary>Serves an application on Kestrel, with the limits of the contract (server 16).</summary>
public static class CleanServer
{
    /// <summary>The address when neither an option nor the program names one: this machine only.</summary>
    public static IPAddress DefaultAddress { get; } = IPAddress.Loopback;

    /// <summary>The port when neither an option nor the program names one.</summary>
    public const int DefaultPort = 3000;

    /// <summary>Makes a server that is not started yet.</summary>
    /// <param name="application">What it serves.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="port">The port, 0 for a free one.</param>
    public static WebApplication Create(CleanApplication application, IPAddress address, int port)
    {
        ArgumentNullException.ThrowIfNull(application);
        var options = application.Options;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(address, port);
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            kestrel.Limits.MaxRequestBodySize = options.BodyLimit;
            kestrel.Limits.MaxRequestLineSize = 8 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 100;
            kestrel.Limits.MaxConcurrentConnections = 10_000;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(65);
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(15));
            kestrel.Limits.MinResponseDataRate = new MinDataRate(240, TimeSpan.FromSeconds(15));
            // Header values are bytes of the guest, carried one character each.
            kestrel.ResponseHeaderEncodingSelector = static _ => System.Text.Encoding.Latin1;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout);
        // Signals are the affair of who runs the server.
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        var web = builder.Build();
        web.Lifetime.ApplicationStopping.Register(() => application.IsDraining = true);
        web.Run(application.HandleAsync);
        return web;
    }

    sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
