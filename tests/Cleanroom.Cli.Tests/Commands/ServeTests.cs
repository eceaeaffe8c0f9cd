using System.Net;
using System.Text.Json;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary><c>cleanroom serve</c> as a user starts it: the real process, real sockets.</summary>
public sealed class ServeTests
{
    static readonly string Examples = TestGuests.PathOf("server_examples");

    [Fact]
    public async Task Application_is_served_and_ends_with_0_on_sigterm()
    {
        using var served = await ServedTool.StartAsync(Examples, "-q");
        Assert.Equal("B", await served.Client.GetStringAsync("/users/me"));
        served.Signal("TERM");
        Assert.Equal(0, await served.WaitForExitAsync());
    }

    [Fact]
    public async Task Access_log_names_each_request_with_its_id()
    {
        using var served = await ServedTool.StartAsync(Examples);
        using var answer = await served.Client.GetAsync("/users/42?secret=1");
        var line = await served.ReadErrorAsync(answer.Headers.GetValues("X-Request-Id").Single());
        Assert.Contains("GET /users/42 200", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_is_one_json_object_a_line_where_there_is_no_terminal()
    {
        using var process = Tool.Start(["serve", Examples, "--port", "0"]);
        Uri? address = null;
        while (address is null && await process.StandardError.ReadLineAsync() is { } line)
        {
            using var entry = JsonDocument.Parse(line);
            if (entry.RootElement.GetProperty("event").GetString() == "Serving") address = new Uri(entry.RootElement.GetProperty("address").GetString()!);
        }
        using var client = new HttpClient { BaseAddress = address };
        using var answer = await client.GetAsync("/users/42?secret=1");
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            using var entry = JsonDocument.Parse(line);
            var root = entry.RootElement;
            if (root.GetProperty("event").GetString() != "RequestDone") continue;
            Assert.Equal(("information", "GET", "/users/42", 200, "127.0.0.1"), (root.GetProperty("level").GetString(), root.GetProperty("method").GetString(), root.GetProperty("path").GetString(), root.GetProperty("status").GetInt32(), root.GetProperty("peer").GetString()));
            Assert.Equal(answer.Headers.GetValues("X-Request-Id").Single(), root.GetProperty("requestId").GetString());
            Assert.True(root.GetProperty("milliseconds").GetDouble() >= 0);
            break;
        }
        process.Kill();
    }

    [Fact]
    public async Task Request_timeout_and_body_limit_have_their_effect()
    {
        using var served = await ServedTool.StartAsync(Examples, "-q", "--request-timeout", "2", "--body-limit", "1KB");
        using var loop = await served.Client.GetAsync("/r/loop");
        Assert.Equal(HttpStatusCode.GatewayTimeout, loop.StatusCode);
        using var large = await served.Client.PostAsync("/r/echo", new ByteArrayContent(new byte[1025]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [Fact]
    public async Task Metrics_are_shown_where_the_option_says()
    {
        using var served = await ServedTool.StartAsync(Examples, "-q", "--metrics", "/internal/metrics");
        using (await served.Client.GetAsync("/users/42"))
        using (await served.Client.GetAsync("/r/trap"))
        using (await served.Client.GetAsync("/nowhere/at/all"))
        using (await served.Client.SendAsync(new HttpRequestMessage(new HttpMethod("BREW"), "/pot")))
        {
            using var answer = await served.Client.GetAsync("/internal/metrics");
            Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
            var text = await answer.Content.ReadAsStringAsync();
            foreach (var line in new[]
            {
                "clean_http_requests_total{method=\"GET\",route=\"/users/:id\",status=\"200\"} 1",
                "clean_http_requests_total{method=\"GET\",route=\"/r/trap\",status=\"500\"} 1",
                "clean_http_requests_total{method=\"GET\",route=\"unmatched\",status=\"404\"} 1",
                "clean_http_requests_total{method=\"other\",route=\"unmatched\",status=\"404\"} 1",
                "clean_http_request_duration_seconds_count{method=\"GET\",route=\"/users/:id\"} 1",
                "clean_guest_traps_total{kind=\"Unreachable\"} 1",
                "clean_guest_states{state=\"busy\"} 0",
                "# TYPE clean_wasm_memory_current_bytes gauge",
            })
                Assert.Contains(line + "\n", text, StringComparison.Ordinal);
        }
        using (var elsewhere = await served.Client.GetAsync("/metrics")) Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    [Fact]
    public void Plain_run_of_a_web_application_names_serve()
    {
        var result = Tool.Run("run", Examples);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("cleanroom serve", result.Error, StringComparison.Ordinal);
    }
}
