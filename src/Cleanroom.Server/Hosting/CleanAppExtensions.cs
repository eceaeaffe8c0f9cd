using Cleanroom.Bridge;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Applications;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cleanroom.Server.Hosting;

/// <summary>
/// Hosts a Clean application inside an ASP.NET Core application: <c>builder.Services.AddCleanApp("app.wasm")</c> and <c>app.MapClean()</c>.
/// </summary>
public static class CleanAppExtensions
{
    /// <summary>
    /// The configuration section with the settings of <see cref="ServerSettings.Application"/>: <c>Cleanroom:BodyLimit</c>, <c>Cleanroom:RequestTimeout</c>,
    /// …
    /// </summary>
    public const string ConfigurationSection = "Cleanroom";

    /// <summary>Adds an application. Its entry point runs when the host starts; if it fails, the host does not start.</summary>
    /// <param name="services">The services.</param>
    /// <param name="file">The module, relative to the content root.</param>
    /// <param name="configure">Changes the options after the configuration section has been read.</param>
    public static IServiceCollection AddCleanApp(this IServiceCollection services, string file, Func<CleanServerOptions, CleanServerOptions>? configure = null)
    {
        if (services.Any(service => service.ServiceType == typeof(CleanApplication)))
            throw new InvalidOperationException($"AddCleanApp(\"{file}\"): this application already has a Clean application and can have only one. Serve the other one in a separate process: cleanroom serve {file}");
        services.AddSingleton(provider => Load(provider, file, configure));
        services.AddHostedService<CleanAppStart>();
        services.AddHealthChecks().AddCheck<CleanApplicationHealth>("clean");
        return services;
    }

    /// <summary>
    /// Lets the application answer every request that no other endpoint answers. In a group (<c>app.MapGroup("/shop").MapClean()</c>) the program sees paths
    /// without the group's prefix.
    /// </summary>
    public static IEndpointConventionBuilder MapClean(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var application = endpoints.ServiceProvider.GetRequiredService<CleanApplication>();
        var endpoint = endpoints.Map("/{**path}", application.HandleAsync);
        endpoint.Add(builder =>
        {
            var route = (RouteEndpointBuilder)builder;
            route.Order = int.MaxValue;
            // All segments except the last belong to groups.
            var baseSegments = route.RoutePattern.PathSegments.Count - 1;
            if (baseSegments > 0) route.RequestDelegate = http => application.HandleAsync(http, baseSegments);
        });
        endpoint.WithDisplayName("Clean application");
        return endpoint;
    }

    /// <summary>
    /// Configures this application's Kestrel to read and write requests as a standalone server does, for all its endpoints: header values are bytes, so that
    /// a cookie in Latin-1 does not make a request malformed and programs can send any header; a Content-Length consists of digits only; the host of a target
    /// in absolute form replaces the <c>Host</c> header.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="refuseBareLineFeeds">
    /// True to reject lines that end with a bare LF, which an intermediary may parse differently (request smuggling). This is a process-wide Kestrel switch:
    /// it applies to every Kestrel in the process.
    /// </param>
    public static IWebHostBuilder UseCleanKestrel(this IWebHostBuilder host, bool refuseBareLineFeeds = false)
    {
        if (refuseBareLineFeeds) KestrelSetup.RefuseBareLineFeeds();
        return host.ConfigureServices(static services => services.Configure<KestrelServerOptions>(KestrelSetup.Apply));
    }

    /// <summary>
    /// Answers the requests that Kestrel rejects before any endpoint is called (400, 408, 414, 431, …) with the error envelope and a request id, and logs
    /// them. Call it for each endpoint, after <c>UseHttps</c>.
    /// </summary>
    public static ListenOptions UseCleanErrors(this ListenOptions endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        RejectedRequests.AnswerOn(endpoint);
        return endpoint;
    }

    static CleanApplication Load(IServiceProvider provider, string file, Func<CleanServerOptions, CleanServerOptions>? configure)
    {
        var environment = provider.GetRequiredService<IHostEnvironment>();
        var path = Path.GetFullPath(file, environment.ContentRootPath);
        var logger = provider.GetRequiredService<ILogger<CleanApplication>>();
        var options = Read(provider.GetRequiredService<IConfiguration>().GetSection(ConfigurationSection), new CleanServerOptions
        {
            Development = environment.IsDevelopment(),
            PublicDirectory = CleanServerOptions.FindPublicDirectory(Path.GetDirectoryName(path)!),
            Guest = new GuestOptions
            {
                Logger = logger,
                SettingNames = SettingNames.Configuration(ConfigurationSection),
                Directories = [new DirectoryGrant(Path.GetDirectoryName(path)!)],
            },
        });
        options = configure?.Invoke(options) ?? options;
        var application = CleanApplication.Load(File.ReadAllBytes(path), options);
        application.CarriesHeaderBytes = KestrelSetup.CarriesHeaderBytes(provider.GetRequiredService<IOptions<KestrelServerOptions>>().Value);
        return application;
    }

    static CleanServerOptions Read(IConfigurationSection section, CleanServerOptions options)
    {
        foreach (var setting in ServerSettings.Application)
        {
            var key = section.GetSection(setting.Key);
            string[] values = key.Value is { } value ? [value] : [.. key.GetChildren().Select(child => child.Value).OfType<string>()];
            if (values.Length > 0) options = setting.Apply(options, values, key.Path);
        }
        return options;
    }

    // Loads the application when the host starts, not with the first request.
    sealed class CleanAppStart(CleanApplication application, IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            application.Logger.ApplicationStarted(application.Routes.Count());
            lifetime.ApplicationStopping.Register(application.Drain);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => application.StopAsync(cancellationToken);
    }
}
