using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
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
        Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
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
        using var process = Start(Examples, "--port", "0", "-q", "--request-timeout", "0.3", "--body-limit", "1KB");
        using var client = new HttpClient { BaseAddress = await ReadAddressAsync(process) };
        using var loop = await client.GetAsync("/r/loop");
        Assert.Equal(HttpStatusCode.GatewayTimeout, loop.StatusCode);
        using var large = await client.PostAsync("/r/echo", new ByteArrayContent(new byte[1025]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        process.Kill();
    }

    [Fact]
    public void N152_program_without_routes_is_served_with_a_warning()
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
    public void Plain_run_of_a_web_application_names_serve()
    {
        var result = Tool.Run("run", Examples);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("cleanroom serve", result.Error, StringComparison.Ordinal);
    }

    static Process Start(string file, params string[] options) => Tool.Start(["serve", file, .. options]);

    static async Task<Uri> ReadAddressAsync(Process process)
    {
        const string mark = "serving at ";
        while (await process.StandardError.ReadLineAsync() is { } line)
            if (line.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at) return new Uri(line[(at + mark.Length)..]);
        throw new InvalidOperationException("the server did not start");
    }
}
