using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary><c>cleanroom serve</c> as a user starts it: the real process, real sockets.</summary>
public sealed class ServeTests
{
    static readonly string Examples = Path.Combine(SharedData.Repository, "tests", "guests", "server_examples.wasm");

    [Fact]
    public async Task Application_is_served_and_ends_with_0_on_sigterm()
    {
        using var process = Start(Examples, "--port", "0", "-q");
        var address = await ReadAddressAsync(process);
        using var client = new HttpClient { BaseAddress = address };
        Assert.Equal("B", await client.GetStringAsync("/users/me"));
        Signal(process, "TERM");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Access_log_names_each_request_with_its_id()
    {
        using var process = Start(Examples, "--port", "0");
        using var client = new HttpClient { BaseAddress = await ReadAddressAsync(process) };
        using var answer = await client.GetAsync("/users/42?secret=1");
        var id = answer.Headers.GetValues("X-Request-Id").Single();
        string? line;
        do line = await process.StandardError.ReadLineAsync();
        while (line is not null && !line.Contains(id, StringComparison.Ordinal));
        Assert.Contains("GET /users/42 200", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
        process.Kill();
    }

    [Fact]
    public async Task Request_timeout_and_body_limit_have_their_effect()
    {
        using var process = Start(Examples, "--port", "0", "-q", "--request-timeout", "2", "--body-limit", "1KB");
        using var client = new HttpClient { BaseAddress = await ReadAddressAsync(process) };
        using var loop = await client.GetAsync("/r/loop");
        Assert.Equal(HttpStatusCode.GatewayTimeout, loop.StatusCode);
        using var large = await client.PostAsync("/r/echo", new ByteArrayContent(new byte[1025]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        process.Kill();
    }

    [Fact]
    [Trait("Rule", "N152")]
    public void Program_without_routes_is_served_with_a_warning()
    {
        using var process = Start(Tool.Hello, "--port", "0", "-q");
        var lines = new List<string>();
        while (lines.Count < 2 && process.StandardError.ReadLine() is { } line) lines.Add(line);
        Assert.Contains(lines, line => line.Contains("registered no routes", StringComparison.Ordinal));
        process.Kill();
    }

    [Fact]
    public void Taken_port_is_a_host_fault_with_a_way_out()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var result = Tool.Run("serve", Examples, "-q", "--port", ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(5, result.ExitCode);
        Assert.Contains("Choose another one with --port", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_refuses_a_missing_handler()
    {
        var result = Tool.Run("serve", Examples, "-q", "--strict", "--port", "0");
        Assert.Equal(4, result.ExitCode);
        Assert.Contains("GET /missing: \"no_such_export\"", result.Error, StringComparison.Ordinal);
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
            Assert.Equal(answer.Headers.GetValues("X-Request-Id").Single(), root.GetProperty("id").GetString());
            Assert.True(root.GetProperty("milliseconds").GetDouble() >= 0);
            break;
        }
        process.Kill();
    }

    [Fact]
    public async Task Start_tells_routes_protection_and_grants()
    {
        using var process = Start(SharedData.Require("modules", "server", "12_server.wasm"), "--port", "0", "--net", "127.0.0.1:9", "--env", "STAGE=test", "--database", "sqlite::memory:");
        var said = "";
        while (!said.Contains("environment", StringComparison.Ordinal) && await process.StandardError.ReadLineAsync() is { } line) said += line + "\n";
        foreach (var expected in new[] { "routes done\n", "10 routes:\n", "    GET     /users/:id\n", "    GET     /admin  (role admin)\n", "network      public addresses, 127.0.0.1:9\n", "database     sqlite::memory:\n", "environment  STAGE\n" })
            Assert.Contains(expected, said, StringComparison.Ordinal);
        process.Kill();
    }

    [Fact]
    [Trait("Rule", "N71")]
    public async Task Running_requests_finish_and_a_second_signal_ends_the_server_at_once()
    {
        using var process = Start(Examples, "--port", "0", "-q", "--request-timeout", "6", "--metrics", "/metrics");
        using var client = new HttpClient { BaseAddress = await ReadAddressAsync(process) };
        var slow = client.GetAsync("/r/sleep");
        await UntilBusyAsync(client);
        Signal(process, "TERM");
        using (var answer = await slow) Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);

        using var stubborn = Start(Examples, "--port", "0", "-q", "--request-timeout", "600", "--metrics", "/metrics");
        using var other = new HttpClient { BaseAddress = await ReadAddressAsync(stubborn) };
        var loop = other.GetAsync("/r/loop");
        await UntilBusyAsync(other);
        Signal(stubborn, "TERM");
        // Another one: two equal signals may arrive as one.
        Signal(stubborn, "INT");
        await stubborn.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, stubborn.ExitCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => loop);
    }

    [Fact]
    public async Task Drain_timeout_ends_what_does_not_finish()
    {
        using var process = Start(Examples, "--port", "0", "-q", "--request-timeout", "600", "--drain-timeout", "0.2", "--metrics", "/metrics");
        using var client = new HttpClient { BaseAddress = await ReadAddressAsync(process) };
        var loop = client.GetAsync("/r/loop");
        await UntilBusyAsync(client);
        Signal(process, "TERM");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => loop);
    }

    [Fact]
    [Trait("Rule", "N73")]
    [Trait("Rule", "N74")]
    public async Task Module_is_loaded_again_and_a_bad_one_leaves_the_old_serving()
    {
        RequireHangUps();
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "app.wasm");
        File.Copy(Examples, file);
        using var process = Start(file, "--port", "0", "-q");
        using var client = new HttpClient { BaseAddress = await ReadAddressAsync(process) };
        using (var missing = await client.GetAsync("/auth/check")) Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);

        File.WriteAllBytes(file, "no module"u8);
        Signal(process, "HUP");
        await ReadLineAsync(process, "cannot be loaded again");
        Assert.Equal("B", await client.GetStringAsync("/users/me"));

        File.Copy(Path.Combine(SharedData.Repository, "tests", "guests", "server_functions.wasm"), file, overwrite: true);
        Signal(process, "HUP");
        await ReadLineAsync(process, "is loaded again");
        Assert.Equal("0", await client.GetStringAsync("/auth/check"));
        using (var gone = await client.GetAsync("/users/me")) Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        process.Kill();
    }

    [Fact]
    public async Task Watched_module_is_loaded_when_it_is_replaced_by_a_rename()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "app.wasm");
        File.Copy(Examples, file);
        using var process = Start(file, "--port", "0", "-q", "--watch");
        using var client = new HttpClient { BaseAddress = await ReadAddressAsync(process) };
        var next = Path.Combine(folder.Path, "app.wasm.new");
        File.Copy(Path.Combine(SharedData.Repository, "tests", "guests", "server_functions.wasm"), next);
        File.Move(next, file, overwrite: true);
        await ReadLineAsync(process, "is loaded again");
        Assert.Equal("0", await client.GetStringAsync("/auth/check"));
        process.Kill();
    }

    [Fact]
    [Trait("Rule", "N129")]
    public async Task Killed_server_keeps_what_it_acknowledged_and_nothing_of_open_transactions()
    {
        const int clients = 6;
        using var folder = new TemporaryFolder();
        string[] options = ["--port", "0", "-q", "--database", $"sqlite:{Path.Combine(folder.Path, "x.db")}"];
        var guest = Path.Combine(SharedData.Repository, "tests", "guests", "server_isolation.wasm");
        var acknowledged = 0;
        using (var process = Start(guest, options))
        {
            using var client = new HttpClient { BaseAddress = await ReadAddressAsync(process) };
            var next = 0;
            var work = Enumerable.Range(0, clients).Select(async i =>
            {
                try
                {
                    while (true)
                    {
                        var number = Interlocked.Increment(ref next);
                        // Half of the clients open transactions that they never commit.
                        var text = await client.GetStringAsync($"/{(i % 2 == 0 ? "commit" : "transaction")}?v=[\"{number}\"]");
                        if (text == "1") Interlocked.Increment(ref acknowledged);
                    }
                }
                catch (HttpRequestException)
                {
                    // The server is gone.
                }
            }).ToArray();
            using var limit = new CancellationTokenSource(Patience.Long);
            while (Volatile.Read(ref acknowledged) < 50) await Task.Delay(5, limit.Token);
            Signal(process, "KILL");
            await Task.WhenAll(work);
        }
        using var again = Start(guest, options);
        using var reader = new HttpClient { BaseAddress = await ReadAddressAsync(again) };
        using var answer = JsonDocument.Parse(await reader.GetStringAsync("/count"));
        var count = answer.RootElement.GetProperty("data").GetProperty("rows")[0].GetProperty("n").GetInt32();
        // A commit whose answer was cut off may have happened.
        Assert.InRange(count, acknowledged, acknowledged + clients / 2);
        again.Kill();
    }

    [Fact]
    [Trait("Rule", "N98")]
    [Trait("Rule", "N99")]
    public async Task Option_wins_over_the_program_and_the_default_is_this_machine()
    {
        // The program wishes for port 8080.
        using var process = Start(SharedData.Require("modules", "server", "12_server.wasm"), "--port", "0", "-q");
        var address = await ReadAddressAsync(process);
        Assert.Equal("127.0.0.1", address.Host);
        Assert.NotEqual(8080, address.Port);
        process.Kill();
    }

    [Fact]
    public async Task Failed_reloads_leave_no_memory_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are no signals here.");
        RequireHangUps();
        const int reloads = 15, guestBytes = 300 * 65536;
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "app.wasm");
        File.Copy(Examples, file);
        using var process = Start(file, "--port", "0");
        await ReadAddressAsync(process);
        File.Copy(Path.Combine(SharedData.Repository, "tests", "guests", "start_fills.wasm"), file, overwrite: true);
        var before = 0L;
        for (var i = 0; i < reloads; i++)
        {
            Signal(process, "HUP");
            await ReadLineAsync(process, "cannot be loaded again");
            process.Refresh();
            // The first one loads code of the host.
            if (i == 0) before = process.WorkingSet64;
        }
        Assert.InRange(process.WorkingSet64 - before, long.MinValue, reloads * guestBytes / 2);
        process.Kill();
    }

    [Fact]
    public void Address_of_another_machine_is_told_and_is_no_defect()
    {
        // An address of documents, which no machine has.
        var result = Tool.Run("serve", Examples, "--host", "192.0.2.1", "--port", "0");
        Assert.Equal(5, result.ExitCode);
        Assert.Contains("192.0.2.1:0 cannot be listened on", result.Error, StringComparison.Ordinal);
        Assert.Contains("--host", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("defect", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_is_told_with_quiet_too_and_is_no_warning()
    {
        using var process = Tool.Start(["serve", Examples, "--port", "0", "-q", "--log-format", "json"]);
        await ReadLineAsync(process, "\"level\":\"information\",\"event\":\"Serving\"");
        process.Kill();
    }

    [Fact]
    [Trait("Rule", "N14")]
    public void Entry_point_that_traps_ends_the_start()
    {
        var result = Tool.Run("serve", Tool.Guest("divide"), "-q", "--port", "0");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("trapped", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("serving at", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_timeout_ends_an_entry_point_that_loops()
    {
        var result = Tool.Run("serve", Tool.Guest("loop"), "-q", "--port", "0", "--start-timeout", "0.3");
        Assert.Equal(124, result.ExitCode);
    }

    [Fact]
    [Trait("Rule", "N76")]
    public void Dev_is_refused_where_other_machines_reach_it()
    {
        var result = Tool.Run("serve", Examples, "-q", "--dev", "--host", "0.0.0.0", "--port", "0");
        Assert.Equal(4, result.ExitCode);
        Assert.Contains("--dev-remote", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_are_shown_where_the_option_says()
    {
        using var process = Start(Examples, "--port", "0", "-q", "--metrics", "/internal/metrics");
        using var client = new HttpClient { BaseAddress = await ReadAddressAsync(process) };
        using (await client.GetAsync("/users/42"))
        using (await client.GetAsync("/r/trap"))
        using (await client.GetAsync("/nowhere/at/all"))
        using (await client.SendAsync(new HttpRequestMessage(new HttpMethod("BREW"), "/pot")))
        {
            using var answer = await client.GetAsync("/internal/metrics");
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
        using (var elsewhere = await client.GetAsync("/metrics")) Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        process.Kill();
    }

    [Fact]
    public void Plain_run_of_a_web_application_names_serve()
    {
        var result = Tool.Run("run", Examples);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("cleanroom serve", result.Error, StringComparison.Ordinal);
    }

    static Process Start(string file, params string[] options) => Tool.Start(["serve", file, "--log-format", "text", .. options]);

    static void Signal(Process process, string name) => Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();

    static async Task ReadLineAsync(Process process, string text)
    {
        var said = "";
        using var limit = new CancellationTokenSource(Patience.Long);
        while (await process.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            said += line + "\n";
            if (line.Contains(text, StringComparison.Ordinal)) return;
        }
        Assert.Fail($"the server ended and never said \"{text}\": {said}");
    }

    static async Task<Uri> ReadAddressAsync(Process process)
    {
        const string mark = "serving at ";
        while (await process.StandardError.ReadLineAsync() is { } line)
            if (line.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at) return new Uri(line[(at + mark.Length)..]);
        throw new InvalidOperationException("the server did not start");
    }

    // Until a request has its guest.
    static async Task UntilBusyAsync(HttpClient client)
    {
        using var limit = new CancellationTokenSource(Patience.Long);
        while (!(await client.GetStringAsync("/metrics", limit.Token)).Contains("clean_guest_states{state=\"busy\"} 1", StringComparison.Ordinal)) await Task.Delay(5, limit.Token);
    }

    // Processes inherit it: under nohup, a hang-up does not reach the server.
    static void RequireHangUps()
    {
        if (!OperatingSystem.IsLinux()) return;
        var ignored = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..].Trim();
        Assert.SkipWhen((Convert.ToUInt64(ignored, 16) & 1) == 1, "SIGHUP is ignored here, as under nohup.");
    }
}
