using System.Diagnostics;
using System.Text.Json;
using Cleanroom.Cli.Tests.Support;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>The log of <c>cleanroom serve</c> on a standard error that is slow, and at the end of the process.</summary>
public sealed class ServeLogTests
{
    // Far more than a pipe holds.
    const int Requests = 1500;

    [Fact]
    public async Task Requests_do_not_wait_for_standard_error_and_its_reader_gets_every_record_later()
    {
        using var process = Start();
        await RequestAsync(process);
        Tool.Signal(process, "TERM");
        var events = new List<string?>();
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            using var entry = JsonDocument.Parse(line);
            events.Add(entry.RootElement.GetProperty("event").GetString());
        }
        await process.WaitForExitAsync().WaitAsync(Patience.Long);
        Assert.Equal((0, Requests), (process.ExitCode, events.Count(static name => name == "RequestDone")));
    }

    [Fact]
    public async Task Server_ends_although_nobody_reads_standard_error()
    {
        using var process = Start();
        await RequestAsync(process);
        Tool.Signal(process, "TERM");
        await process.WaitForExitAsync().WaitAsync(Patience.Long);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Text_has_time_and_level_and_no_colors_in_a_file()
    {
        using var served = await ServedTool.StartAsync(TestGuests.PathOf("server_examples"));
        await served.Client.GetStringAsync("/users/42?secret=1");
        var record = await served.ReadErrorAsync("GET /users/42 ");
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info  GET /users/42 200 \d+\.\d{3} ms \d+ B host=127\.0\.0\.1:\d+ route=/users/:id peer=127\.0\.0\.1 protocol=HTTP/1\.1 id=[0-9a-f]{16}$", record);
    }

    static Process Start() => Tool.Start(["serve", TestGuests.PathOf("server_examples"), "--port", "0"]);

    static async Task RequestAsync(Process process)
    {
        using var serving = JsonDocument.Parse(await ServedTool.ReadErrorAsync(process, "\"Serving\""));
        using var client = new HttpClient { BaseAddress = new Uri(serving.RootElement.GetProperty("address").GetString()!) };
        for (var i = 0; i < Requests; i++) await client.GetStringAsync("/users/42");
    }
}
