using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>The start of <c>cleanroom serve</c>: what it reports, and what ends it.</summary>
public sealed class ServeStartTests
{
    static readonly string Examples = TestGuests.PathOf("server_examples");

    [Fact]
    public async Task Start_tells_routes_protection_and_grants()
    {
        using var process = Tool.Start(
            ["serve", SharedData.Require("modules", "server", "12_server.wasm"), "--log-format", "text", "--port", "0", "--net", "127.0.0.1:9", "--env", "STAGE=test", "--database", "sqlite::memory:"]);
        var said = "";
        while (!said.Contains("environment", StringComparison.Ordinal) && await process.StandardError.ReadLineAsync() is { } line) said += line + "\n";
        foreach (var expected in new[] { "routes done\n", "10 routes:\n", "    GET     /users/:id\n", "    GET     /admin  (role admin)\n", "network      public addresses, 127.0.0.1:9\n", "database     sqlite::memory:\n", "environment  STAGE\n" })
            Assert.Contains(expected, said, StringComparison.Ordinal);
        process.Kill();
    }

    [Fact]
    [Trait("Rule", "N98")]
    [Trait("Rule", "N99")]
    public async Task Option_wins_over_the_program_and_the_default_is_this_machine()
    {
        // The program requests port 8080.
        using var served = await ServedTool.StartAsync(SharedData.Require("modules", "server", "12_server.wasm"), "-q");
        Assert.Equal("127.0.0.1", served.Address.Host);
        Assert.NotEqual(8080, served.Address.Port);
    }

    [Fact]
    public async Task Address_is_told_with_quiet_too_and_is_no_warning()
    {
        using var process = Tool.Start(["serve", Examples, "--port", "0", "-q", "--log-format", "json"]);
        await ServedTool.ReadErrorAsync(process, "\"level\":\"information\",\"event\":\"Serving\"");
        process.Kill();
    }

    [Fact]
    [Trait("Rule", "N152")]
    public void Program_without_routes_is_served_with_a_warning()
    {
        using var process = Tool.Start(["serve", Tool.Hello, "--port", "0", "-q", "--log-format", "text"]);
        var lines = new List<string>();
        while (lines.Count < 2 && process.StandardError.ReadLine() is { } line) lines.Add(line);
        Assert.Contains(lines, line => line.Contains("registered no routes", StringComparison.Ordinal));
        process.Kill();
    }

    [Fact]
    public void Strict_refuses_a_missing_handler()
    {
        var result = Tool.Run("serve", Examples, "-q", "--strict", "--port", "0");
        Assert.Equal(4, result.ExitCode);
        Assert.Contains("GET /missing: \"no_such_export\"", result.Error, StringComparison.Ordinal);
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

    [Theory]
    [InlineData("serve", "--start-timeout")]
    [InlineData("run", "--timeout")]
    public void Migration_that_never_ends_is_stopped_when_the_time_is_up(string verb, string option)
    {
        using var folder = new TemporaryFolder();
        var result = Tool.Run([verb, Tool.Guest("endless_migration"), "--database", "sqlite:x.db", option, "1", .. verb == "serve" ? new[] { "--port", "0" } : []], [], folder.Path);
        Assert.Equal(124, result.ExitCode);
        Assert.Contains("time limit", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_an_event_leaves_unfinished_end_with_it()
    {
        using var folder = new TemporaryFolder();
        using var process = Tool.Start(["serve", Tool.Guest("serve_ending"), "--port", "0", "--log-format", "text", "--database", $"sqlite:{folder.Path}/x.db"]);
        Assert.EndsWith("of the entry point", await ServedTool.ReadErrorAsync(process, "of the entry point"), StringComparison.Ordinal);
        var address = await ServedTool.ReadErrorAsync(process, "serving at ");
        using var client = new HttpClient { BaseAddress = new Uri(address[address.IndexOf("http", StringComparison.Ordinal)..]) };
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("ok", await client.GetStringAsync("/talk"));
            Assert.EndsWith(": of a call ", await ServedTool.ReadErrorAsync(process, "of a call"), StringComparison.Ordinal);
        }
        process.Kill();
    }
}
