using System.Net;
using System.Net.Sockets;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>What the options about sessions, places and connections do, through the real process (must-never N151).</summary>
public sealed class ServeOptionTests
{
    static readonly string Functions = TestGuests.PathOf("server_functions");
    static readonly string Examples = TestGuests.PathOf("server_examples");

    [Fact]
    [Trait("Rule", "N151")]
    public async Task Session_options_decide_place_name_and_life()
    {
        using var folder = new TemporaryFolder();
        string[] options = ["--quiet", "--session-store", $"sqlite:{Path.Combine(folder.Path, "sessions.db")}", "--session-ttl", "90", "--session-cookie", "sid"];
        string cookie;
        using (var served = await ServedTool.StartAsync(Functions, options))
        using (var answer = await served.Client.GetAsync("/session/create?user=7&role=user"))
        {
            cookie = answer.Headers.GetValues("Set-Cookie").Single();
            Assert.Matches("^sid=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=90$", cookie);
        }
        // Another process with the same file knows the session.
        using var again = await ServedTool.StartAsync(Functions, options);
        Assert.Equal("7", await AskAsync(again, HttpMethod.Get, "/session/user", cookie));
    }

    [Theory]
    [InlineData("--session-store", "oracle://127.0.0.1")]
    [InlineData("--session-redis", "127.0.0.1:6379")]
    [InlineData("--session-cookie", "a b")]
    public void Session_option_that_cannot_be_used_names_those_that_can(string option, string value)
    {
        var result = Tool.Run("serve", Functions, "--port", "0", option, value);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(value, result.Error, StringComparison.Ordinal);
        Assert.Contains(option == "--session-cookie" ? "letters" : "postgres://", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N151")]
    public async Task Csrf_tokens_are_asked_for_unless_the_option_says_no()
    {
        foreach (var isAsked in new[] { true, false })
        {
            using var served = await ServedTool.StartAsync(Functions, isAsked ? ["--quiet"] : ["--quiet", "--no-csrf"]);
            using var created = await served.Client.GetAsync("/session/create?user=7&role=user");
            var cookie = created.Headers.GetValues("Set-Cookie").Single();
            Assert.Equal("1", await AskAsync(served, HttpMethod.Get, "/session/set-csrf?token=t", cookie));
            Assert.Equal(isAsked, (await AskAsync(served, HttpMethod.Post, "/change", cookie)).Contains("CSRF_FAILED", StringComparison.Ordinal));
        }
    }

    [Fact]
    [Trait("Rule", "N151")]
    public async Task Places_and_queue_are_as_many_as_the_options_say()
    {
        using var served = await ServedTool.StartAsync(Examples, "--quiet", "--max-concurrency", "1", "--queue", "1", "--request-timeout", "6", "--metrics", "/metrics");
        var loop = served.Client.GetAsync("/r/loop");
        using var limit = new CancellationTokenSource(Patience.Long);
        while (!(await served.Client.GetStringAsync("/metrics", limit.Token)).Contains("clean_guest_states{state=\"busy\"} 1", StringComparison.Ordinal)) await Task.Delay(5, limit.Token);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => served.Client.GetAsync("/r/text", limit.Token)));
        Assert.True(answers.Count(answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable) >= 3);
        foreach (var answer in answers) answer.Dispose();
        (await loop).Dispose();
    }

    [Fact]
    [Trait("Rule", "N151")]
    public async Task Guests_that_can_block_have_places_of_their_own()
    {
        using var served = await ServedTool.StartAsync(Examples, "--quiet", "--max-concurrency", "1", "--max-blocked", "2", "--queue", "1", "--request-timeout", "6", "--metrics", "/metrics");
        using var limit = new CancellationTokenSource(Patience.Long);
        var sleeping = Enumerable.Range(0, 2).Select(_ => served.Client.GetAsync("/r/sleep", limit.Token)).ToArray();
        while (!(await served.Client.GetStringAsync("/metrics", limit.Token)).Contains("clean_guest_states{state=\"busy\"} 2", StringComparison.Ordinal)) await Task.Delay(5, limit.Token);
        Assert.Equal("hello", await served.Client.GetStringAsync("/r/text", limit.Token));
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => served.Client.GetAsync("/r/sleep", limit.Token)));
        Assert.True(answers.Count(answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable) >= 2);
        foreach (var answer in answers.Concat(await Task.WhenAll(sleeping))) answer.Dispose();
    }

    [Fact]
    [Trait("Rule", "N151")]
    public async Task Pool_has_as_many_connections_as_the_option_says()
    {
        using var served = await ServedTool.StartAsync(Examples, "--quiet", "--database", "sqlite::memory:", "--db-pool-size", "3", "--metrics", "/metrics");
        Assert.Contains("clean_db_pool{state=\"free\"} 3\n", await served.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_and_traces_go_by_otlp_where_the_environment_says()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)port.LocalEndpoint).Port}/";
        port.Stop();
        using var collector = new HttpListener { Prefixes = { address } };
        collector.Start();
        var environment = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = address, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", ["OTEL_SERVICE_NAME"] = "guestbook" };
        using var served = await ServedTool.StartAsync(Examples, ["-q"], environment, null);
        Assert.Equal("B", await served.Client.GetStringAsync("/users/me"));
        // What is left goes out when the server ends.
        served.Signal("TERM");
        var received = "";
        using var limit = new CancellationTokenSource(Patience.Long);
        while (!received.Contains("clean.http.requests", StringComparison.Ordinal) || !received.Contains("/v1/traces", StringComparison.Ordinal))
        {
            var context = await collector.GetContextAsync().WaitAsync(limit.Token);
            using var reader = new StreamReader(context.Request.InputStream, System.Text.Encoding.Latin1);
            received += context.Request.Url!.AbsolutePath + await reader.ReadToEndAsync(limit.Token);
            context.Response.Close();
        }
        Assert.Contains("guestbook", received, StringComparison.Ordinal);
        Assert.Contains("/users/me", received, StringComparison.Ordinal);
        Assert.Equal(0, await served.WaitForExitAsync());
    }

    static async Task<string> AskAsync(ServedTool served, HttpMethod method, string path, string cookie)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Cookie", cookie[..cookie.IndexOf(';', StringComparison.Ordinal)]);
        using var answer = await served.Client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }
}
