using System.Net;
using Cleanroom.Server.Hosting;
using Cleanroom.Server.StaticFiles;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Tests.Hosting;

/// <summary>An application below a path of the one that embeds it, and behind middleware that takes the body of answers.</summary>
public sealed class EmbeddingPathTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/shop/users/42", "A id=42")]
    [InlineData("/shop/users/a%2Fb", "A id=a/b")]
    [InlineData("/shop/files/a/b.txt", "D *=a/b.txt")]
    [InlineData("/a/b/users/42", "A id=42")]
    [InlineData("/base/users/42", "A id=42")]
    [InlineData("/base/shop/users/42", "A id=42")]
    [InlineData("/users/42", "A id=42")]
    [InlineData("/shop/_health/live", "{\"status\":\"ok\"}")]
    [InlineData("/shop/www/file.txt", "content")]
    public async Task Program_sees_paths_below_its_group_and_the_path_base(string path, string body)
    {
        await using var app = await StartAsync();
        using var client = Client(app);
        Assert.Equal(body, await client.GetStringAsync(path));
    }

    [Theory]
    [InlineData("/shop", HttpStatusCode.NotFound)]
    [InlineData("/base", HttpStatusCode.NotFound)]
    [InlineData("/other/users/42", HttpStatusCode.NotFound)]
    public async Task Paths_that_no_route_has_are_404(string path, HttpStatusCode status)
    {
        await using var app = await StartAsync();
        using var client = Client(app);
        using var answer = await client.GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains("NOT_FOUND", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/shop/www/docs?a=1", "/shop/www/docs/?a=1")]
    [InlineData("/base/www/docs", "/base/www/docs/")]
    public async Task Directory_is_redirected_below_the_path(string path, string location)
    {
        await using var app = await StartAsync();
        using var client = Client(app);
        using var answer = await client.GetAsync(path);
        Assert.Equal(location, answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Answers_can_be_cached_by_the_server_around()
    {
        await using var app = await StartAsync();
        using var client = Client(app);
        using var first = await client.GetAsync("/cached/users/42");
        using var second = await client.GetAsync("/cached/users/42");
        foreach (var answer in new[] { first, second })
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("A id=42", await answer.Content.ReadAsStringAsync());
        }
        Assert.True(second.Headers.Contains("Age"));
    }

    [Fact]
    public async Task Middleware_may_put_its_own_stream_in_the_place_of_the_body()
    {
        await using var app = await StartAsync();
        using var client = Client(app);
        foreach (var path in new[] { "/users/42?upper=1", "/www/file.txt?upper=1", "/nothing?upper=1" })
        {
            using var answer = await client.GetAsync(path);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.Equal((true, text.ToUpperInvariant()), (text.Length > 0, text));
        }
    }

    [Fact]
    public void Second_application_is_refused_with_the_way_out()
    {
        var services = new ServiceCollection();
        services.AddCleanApp("one.wasm");
        var refused = Assert.Throws<InvalidOperationException>(() => services.AddCleanApp("two.wasm"));
        Assert.Equal("AddCleanApp(\"two.wasm\"): this application already has a Clean application and can have only one. Serve the other one in a separate process: cleanroom serve two.wasm", refused.Message);
    }

    [Fact]
    public async Task Rejections_of_Kestrel_get_the_envelope_at_endpoints_that_ask_for_it()
    {
        await using var app = await StartAsync(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseCleanErrors()));
        var answer = await RawAsync(app, "GET /users/42 HTTP/1.1\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("BAD_REQUEST", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cookie: c=caf\u00E9", 200)]
    [InlineData("Content-Length: +0", 400)]
    [InlineData("[X]: 1", 400)]
    public async Task Headers_are_read_as_in_a_standalone_server(string header, int status)
    {
        await using var app = await StartAsync();
        Assert.StartsWith($"HTTP/1.1 {status} ", await RawAsync(app, $"GET /users/42 HTTP/1.1\r\nHost: x\r\n{header}\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    static HttpClient Client(WebApplication app) => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.Single()) };

    static async Task<string> RawAsync(WebApplication app, string request)
    {
        using var client = await RawClient.ConnectAsync(new Uri(app.Urls.Single()).Port);
        await client.SendAsync(request);
        return await client.ReadToEndAsync();
    }

    async Task<WebApplication> StartAsync(Action<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>? kestrel = null)
    {
        _folder.Write("www/file.txt", "content");
        _folder.Write("www/docs/index.html", "<p>index");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (kestrel is null) builder.WebHost.UseUrls("http://127.0.0.1:0");
        else builder.WebHost.ConfigureKestrel(kestrel);
        builder.WebHost.UseCleanKestrel();
        builder.Services.AddOutputCache();
        builder.Services.AddCleanApp(
            TestGuests.PathOf("server_examples"), options => options with { StaticMounts = [new StaticMount("/www", _folder["www"])] });
        var app = builder.Build();
        app.UsePathBase("/base");
        app.Use(async (http, next) =>
        {
            if (!http.Request.Query.ContainsKey("upper"))
            {
                await next(http);
                return;
            }
            var original = http.Response.Body;
            using var taken = new MemoryStream();
            http.Response.Body = taken;
            await next(http);
            http.Response.Body = original;
            await original.WriteAsync(System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(taken.ToArray()).ToUpperInvariant()));
        });
        app.UseRouting();
        app.UseOutputCache();
        app.MapGroup("/shop").MapClean();
        app.MapGroup("/a/b").MapClean();
        app.MapGroup("/cached").MapClean().CacheOutput();
        app.MapClean();
        await app.StartAsync();
        return app;
    }
}
