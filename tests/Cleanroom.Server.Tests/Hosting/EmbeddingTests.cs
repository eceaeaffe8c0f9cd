using System.Net;
using Cleanroom.Server.Hosting;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Tests.Hosting;

/// <summary>A Clean application inside an ASP.NET Core application, as its developer writes it.</summary>
public sealed class EmbeddingTests
{
    static readonly string Module = TestGuests.PathOf("server_examples");

    [Fact]
    public async Task Two_lines_serve_an_application_beside_other_endpoints()
    {
        await using var app = await StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Assert.Equal("A id=42", await client.GetStringAsync("/users/42"));
        Assert.Equal("own", await client.GetStringAsync("/own"));
        Assert.Equal("Healthy", await client.GetStringAsync("/health"));
        using var missing = await client.GetAsync("/nowhere");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("NOT_FOUND", await missing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_section_sets_the_options()
    {
        await using var app = await StartAsync(("Cleanroom:BodyLimit", "10B"), ("Cleanroom:RequestTimeout", "2"));
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var large = await client.PostAsync("/r/echo", new ByteArrayContent(new byte[11]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        using var loop = await client.GetAsync("/r/loop");
        Assert.Equal(HttpStatusCode.GatewayTimeout, loop.StatusCode);
    }

    [Fact]
    [Trait("Rule", "N151")]
    public async Task Body_limit_counts_and_not_the_one_of_the_server()
    {
        await using var app = await StartAsync(("Cleanroom:BodyLimit", "50"));
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        // Kestrel's own limit is 30,000,000 bytes.
        using var answer = await client.PostAsync("/r/echo", new ByteArrayContent(new byte[31_000_000]));
        Assert.NotEqual(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task WebSocket_clients_are_closed_when_the_application_stops()
    {
        await using var app = await StartAsync(TestGuests.PathOf("server_sockets"));
        using var user = await SocketUser.ConnectAsync(new Uri(app.Urls.Single()), "/echo");
        Assert.Equal("x", await user.AskAsync("x"));
        var stopped = app.StopAsync();
        Assert.Equal(1001, await user.ReadCloseAsync());
        await stopped;
    }

    static Task<WebApplication> StartAsync(params (string Key, string Value)[] settings) => StartAsync(Module, settings);

    static async Task<WebApplication> StartAsync(string module, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        builder.Services.AddCleanApp(module);
        var app = builder.Build();
        app.MapGet("/own", () => "own");
        app.MapHealthChecks("/health");
        app.MapClean();
        await app.StartAsync();
        return app;
    }
}
