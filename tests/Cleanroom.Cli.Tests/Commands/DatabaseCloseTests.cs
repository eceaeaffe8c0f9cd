using Cleanroom.Cli.Tests.Support;

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

    static void AssertWhole(TemporaryFolder folder)
    {
        Assert.Equal(["x.db"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
        Assert.Contains("CREATE TABLE t", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(folder.Path, "x.db"))), StringComparison.Ordinal);
    }
}
