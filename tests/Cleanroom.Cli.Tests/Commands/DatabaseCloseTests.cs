using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>The data of a program that has ended stands in the database file itself.</summary>
public sealed class DatabaseCloseTests
{
    [Theory]
    [InlineData("database")]
    [InlineData("trap_after_write")]
    public void Run_leaves_no_write_ahead_log(string guest)
    {
        using var folder = new TemporaryFolder();
        Tool.Run(["run", Tool.Guest(guest), "--database", "sqlite:x.db"], [], folder.Path);
        AssertWhole(folder);
    }

    [Fact]
    public async Task Drained_server_leaves_no_write_ahead_log()
    {
        using var folder = new TemporaryFolder();
        using var served = await ServedTool.StartAsync(Tool.Guest("database"), "--database", $"sqlite:{folder.Path}/x.db");
        await served.EndAsync();
        AssertWhole(folder);
    }

    [Fact]
    public async Task Guest_that_outlives_the_drain_is_stopped_and_leaves_no_write_ahead_log()
    {
        using var folder = new TemporaryFolder();
        using var served = await ServedTool.StartAsync(Tool.Guest("serve_ending"), "--database", $"sqlite:{folder.Path}/x.db", "--drain-timeout", "0.2");
        var request = served.Client.GetAsync("/busy");
        // It loops after this row.
        Assert.True(SpinWait.SpinUntil(() => Text(folder["x.db-wal"]).Contains("kept", StringComparison.Ordinal), Patience.Long));
        served.Signal("TERM");
        await served.ReadErrorAsync("GET /busy failed: interrupted");
        Assert.Equal(0, await served.WaitForExitAsync());
        AssertWhole(folder);
        Assert.Contains("kept", Text(folder["x.db"]), StringComparison.Ordinal);
        Assert.DoesNotContain("undone", Text(folder["x.db"]), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => request);
    }

    [Fact]
    public async Task Queued_calls_are_made_before_the_server_ends()
    {
        using var folder = new TemporaryFolder();
        using var served = await ServedTool.StartAsync(Tool.Guest("serve_ending"), "--database", $"sqlite:{folder.Path}/x.db");
        Assert.Equal("ok", await served.Client.GetStringAsync("/queue"));
        await served.EndAsync();
        AssertWhole(folder);
        Assert.Equal(3, Text(folder["x.db"]).Split("queued").Length);
    }

    static string Text(string file)
    {
        using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(content, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }

    static void AssertWhole(TemporaryFolder folder)
    {
        Assert.Equal(["x.db"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
        Assert.Contains("CREATE TABLE t", Text(folder["x.db"]), StringComparison.Ordinal);
    }
}
