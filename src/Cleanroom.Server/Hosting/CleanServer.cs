using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Hosting;

/// <summary>Serves an application on Kestrel, with the limits of the contract (server 16).</summary>
public static class CleanServer
{
    /// <summary>The address when neither an option nor the program specifies one: loopback only.</summary>
    public static IPAddress DefaultAddress { get; } = IPAddress.Loopback;

    /// <summary>The port when neither an option nor the program specifies one.</summary>
    public const int DefaultPort = 3000;

    /// <summary>Creates a server without starting it.</summary>
    /// <param name="application">The application.</param>
    /// <param name="address">The address to listen on.</param>
    /// <param name="port">The port, 0 for a free one.</param>
    public static WebApplication Create(CleanApplication application, IPAddress address, int port)
    {
        ArgumentNullException.ThrowIfNull(application);
        var options = application.Options;
        var setups = Features.All.Select(feature => feature.Listen(application)).OfType<EndpointSetup>().ToList();
        // Kestrel checks rates once a second and accepts no shorter grace period.
        var pause = TimeSpan.FromSeconds(Math.Max(options.ReceiveTimeout.TotalSeconds, 1.1));
        KestrelSetup.RefuseBareLineFeeds();
        application.CarriesHeaderBytes = true;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var connections = ConnectionLimit.Of(application);
        var protocolErrors = new ProtocolErrorLog(application.Logger);
        builder.Logging.ClearProviders().AddProvider(protocolErrors).AddFilter(ProtocolErrorLog.Category, LogLevel.Debug);
        builder.Services.AddSingleton(application);
        // Kestrel gets a separate source: a subscriber of the one that it shares with hosting makes hosting prepare its events for each request.
        builder.Services.AddSingleton<DiagnosticSource>(new DiagnosticListener("Cleanroom.Kestrel"));
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton(services => connections.Over(ActivatorUtilities.CreateInstance<SocketTransportFactory>(services)));
        foreach (var setup in setups) setup.Configure(builder.WebHost);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(address, port, listen =>
            {
                listen.Use(next => connection => connections.ServeAsync(connection, next));
                foreach (var setup in setups) setup.Configure(listen);
                listen.UseCleanErrors();
                listen.Use(next => connection => protocolErrors.ServeAsync(connection, next));
            });
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            // Request ids would fill the table of HPACK: they never repeat, and Kestrel searches all of them for each response.
            kestrel.AllowResponseHeaderCompression = false;
            kestrel.Limits.MaxRequestBodySize = options.BodyLimit;
            kestrel.Limits.MaxRequestLineSize = 8 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
            kestrel.Limits.MaxRequestHeaderCount = 100;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(65);
            kestrel.Limits.RequestHeadersTimeout = options.ReceiveTimeout;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(options.MinRate, pause);
            kestrel.Limits.MinResponseDataRate = new MinDataRate(options.MinRate, pause);
            KestrelSetup.Apply(kestrel);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout);
        // The caller handles signals.
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        var web = builder.Build();
        web.Lifetime.ApplicationStopping.Register(application.Drain);
        web.Run(application.HandleAsync);
        return web;
    }

    sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
