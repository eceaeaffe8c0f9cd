using System.Globalization;
using System.Net;
using System.Reflection;
using Cleanroom.Server.Hosting;
using Cleanroom.Server.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cleanroom.Server.Tests.Hosting;

/// <summary>Embedded in someone's process, Cleanroom changes nothing outside itself (docs/embedding.md); what the embedder asks for is there.</summary>
public sealed class EmbeddingEffectsTests
{
    static readonly string Module = TestGuests.PathOf("server_examples");

    [Fact]
    public async Task Embedding_changes_nothing_in_the_process()
    {
        if (!OwnProcess.IsHere(typeof(EmbeddingEffectsTests))) return;
        string[] before;
        // What ASP.NET Core sets by itself is not ours.
        await using (var plain = await StartAsync(static _ => { })) before = Describe(plain);
        await using var app = await StartAsync(static builder => builder.Services.AddCleanApp(Module, static options => options with { MaxConcurrency = 500 }));
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Assert.Equal("A id=42", await client.GetStringAsync("/users/42"));
        Assert.Equal(before, Describe(app));
    }

    [Fact]
    public async Task Embedder_can_ask_for_the_ways_of_a_standalone_server()
    {
        if (!OwnProcess.IsHere(typeof(EmbeddingEffectsTests))) return;
        await using var app = await StartAsync(static builder =>
        {
            builder.Services.AddCleanApp(Module);
            builder.WebHost.UseCleanKestrel(refuseBareLineFeeds: true);
        });
        Assert.True(app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.AllowHostHeaderOverride);
        Assert.Contains("DisableHttp1LineFeedTerminators: True", string.Join('\n', Switches()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embedder_can_ask_for_more_threads_while_guests_hold_those_of_the_pool()
    {
        if (!OwnProcess.IsHere(typeof(EmbeddingEffectsTests))) return;
        const int guests = 500;
        ThreadPool.GetMinThreads(out var before, out _);
        await using (var app = await StartAsync(static builder => builder.Services.AddCleanApp(Module, static options => options with { MaxConcurrency = guests, RaiseThreadPoolMinimum = true })))
        {
            Assert.Equal(before, MinThreads());
            using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
            using var ending = new CancellationTokenSource();
            // More than the pool can have: it adds threads while the process starts on a busy machine.
            var loops = Enumerable.Range(0, Math.Max(2 * before, 64)).Select(_ => client.GetAsync("/r/loop", ending.Token)).ToList();
            using var limit = new CancellationTokenSource(Patience.Long);
            while (MinThreads() < guests) await Task.Delay(5, limit.Token);
            await ending.CancelAsync();
            foreach (var loop in loops) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop);
        }
        Assert.Equal(before, MinThreads());
    }

    [Theory]
    [InlineData("name=X-Any&value=caf%C3%A9")]
    [InlineData("type=text/%C3%A9")]
    public async Task Header_that_the_server_of_the_embedder_cannot_write_is_left_out(string query)
    {
        await using var app = await StartAsync(static builder => builder.Services.AddCleanApp(Module.Replace("server_examples", "server_web", StringComparison.Ordinal)));
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var answer = await client.GetAsync($"/make/3?{query}");
        Assert.Equal((HttpStatusCode.OK, "aaa"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.False(answer.Headers.Contains("X-Any"));
    }

    [Fact]
    public async Task Header_that_the_server_of_the_embedder_has_decoded_reaches_the_program_as_it_was_sent()
    {
        await using var app = await StartAsync(static builder => builder.Services.AddCleanApp(Module.Replace("server_examples", "server_web", StringComparison.Ordinal)));
        using var client = await RawClient.ConnectAsync(new Uri(app.Urls.Single()).Port);
        await client.SendAsync("GET /header/X-Any HTTP/1.1\r\nHost: x\r\nX-Any: caf\u00C3\u00A9\r\nConnection: close\r\n\r\n");
        Assert.EndsWith("caf\u00C3\u00A9", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    static async Task<WebApplication> StartAsync(Action<WebApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        configure(builder);
        var app = builder.Build();
        if (app.Services.GetService<CleanApplication>() is not null) app.MapClean();
        await app.StartAsync();
        return app;
    }

    static int MinThreads()
    {
        ThreadPool.GetMinThreads(out var workers, out _);
        return workers;
    }

    // What belongs to the whole process, and what the application decided about its Kestrel.
    static string[] Describe(WebApplication app)
    {
        var kestrel = app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value;
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.GetMaxThreads(out var maxWorkers, out var maxCompletions);
        return
        [
            $"threads {workers} {completions} {maxWorkers} {maxCompletions}",
            $"culture {CultureInfo.DefaultThreadCurrentCulture} {CultureInfo.CurrentCulture}",
            $"directory {Environment.CurrentDirectory}",
            $"console {Console.Out.GetType()} {Console.Error.GetType()}",
            .. Switches(),
            .. Values(kestrel),
            .. Values(kestrel.Limits),
        ];
    }

    static IEnumerable<string> Switches() =>
        typeof(AppContext).GetField("s_switches", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null) is Dictionary<string, bool> switches
            ? switches.Where(static entry => !entry.Key.StartsWith("System.", StringComparison.Ordinal)).Select(static entry => $"{entry.Key}: {entry.Value}").Order()
            : [];

    static IEnumerable<string> Values(object options) =>
        options.GetType().GetProperties().Where(static property => property.PropertyType.IsValueType || property.PropertyType == typeof(string) || property.PropertyType.IsAssignableTo(typeof(Delegate)))
            .Select(property => $"{property.Name}: {(property.GetValue(options) is Delegate chosen ? chosen.Method : property.GetValue(options))}");
}
