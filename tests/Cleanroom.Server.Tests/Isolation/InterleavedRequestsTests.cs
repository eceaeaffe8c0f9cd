using Cleanroom.Bridge;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Isolation;

/// <summary>Requests that run at the same time in one process never see anything of one another: each sets something, waits, and looks.</summary>
public sealed class InterleavedRequestsTests
{
    const int Requests = 60;

    [Fact]
    [Trait("Rule", "N58")]
    [Trait("Rule", "N60")]
    public async Task Memory_and_globals()
    {
        await using var served = await StartAsync();
        await ForEachAsync(async i => Assert.Equal($"{i:0000}", await served.Client.GetStringAsync($"/memory?v={i:0000}")));
    }

    [Fact]
    [Trait("Rule", "N63")]
    public async Task Sessions()
    {
        await using var served = await StartAsync();
        await ForEachAsync(async i => Assert.Equal($"s{i}", await served.Client.GetStringAsync($"/session?v=s{i}")));
    }

    [Fact]
    [Trait("Rule", "N62")]
    public async Task Last_response_of_the_http_client()
    {
        await using var other = await ServedApplication.GuestAsync("server_examples");
        await using var served = await StartAsync(new GuestOptions { Network = new NetworkAccess([new NetworkGrant("127.0.0.1", other.Address.Port)], grantsOnly: false) });
        await ForEachAsync(async i => Assert.Equal($"A id={i}", await served.Client.GetStringAsync($"/http?v={Uri.EscapeDataString($"{other.Address}users/{i}")}")));
    }

    [Fact]
    [Trait("Rule", "N61")]
    public async Task Locale()
    {
        string[] locales = ["de", "fr", "pt-BR", "ja"];
        await using var served = await StartAsync();
        await ForEachAsync(async i => Assert.Equal(locales[i % 4], await served.Client.GetStringAsync($"/locale?v={locales[i % 4]}")));
        Assert.Equal("en", await served.Client.GetStringAsync("/locale?v="));
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("mariadb")]
    [Trait("Rule", "N128")]
    [Trait("Rule", "N129")]
    public async Task Transactions_on_a_server(string engine)
    {
        var guest = new GuestOptions { DatabaseUrl = engine == "mariadb" ? MariaDbServer.Require().Url : PostgresServer.Require().Url };
        await using var served = await StartAsync(guest);
        await ForEachAsync(async i => Assert.Contains("""[{"n":1}]""", await served.Client.GetStringAsync($"/transaction?v=[\"{i}\"]"), StringComparison.Ordinal));
        Assert.Contains("""[{"n":0}]""", await served.Client.GetStringAsync("/count"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N63")]
    public async Task Request_does_not_change_the_database_of_the_others()
    {
        using var folder = new TemporaryFolder();
        var log = new LogCollector();
        using var own = DatabaseSource.Unconfigured();
        await using (var served = await StartAsync(new GuestOptions { Logger = log, Database = own, Directories = [new DirectoryGrant(folder.Path)] }))
        {
            Assert.Equal("-1", await served.Client.GetStringAsync("/configure?v=sqlite:x.db"));
            Assert.Equal("-1", await served.Client.GetStringAsync("/configure?v=sqlite::memory:"));
            Assert.Contains("NO_DB", await served.Client.GetStringAsync("/count"), StringComparison.Ordinal);
            Assert.Null(own.MaskedUrl);
            Assert.False(File.Exists(folder["x.db"]));
            Assert.Contains(log.Lines, static line => line.Contains("call it in the entry point", StringComparison.Ordinal));
        }
        // What the entry point has chosen may be named again.
        using var chosen = DatabaseSource.OpenOptional($"sqlite:{folder["x.db"]}", new DatabaseOptions());
        await using var same = await StartAsync(new GuestOptions { Logger = log, Database = chosen, Directories = [new DirectoryGrant(folder.Path)] });
        Assert.Equal("0", await same.Client.GetStringAsync($"/configure?v=sqlite:{Uri.EscapeDataString(folder["x.db"])}"));
        Assert.Equal("-1", await same.Client.GetStringAsync($"/configure?v=sqlite:{Uri.EscapeDataString(folder["y.db"])}"));
        Assert.Contains("""[{"n":0}]""", await same.Client.GetStringAsync("/count"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N129")]
    public async Task Transaction_on_sqlite_is_rolled_back_when_its_request_ends()
    {
        using var folder = new TemporaryFolder();
        await using var served = await StartAsync(new GuestOptions { DatabaseUrl = $"sqlite:{folder["x.db"]}" });
        for (var i = 0; i < 5; i++) Assert.Contains("""[{"n":1}]""", await served.Client.GetStringAsync($"/transaction?v=[\"{i}\"]"), StringComparison.Ordinal);
        Assert.Contains("""[{"n":0}]""", await served.Client.GetStringAsync("/count"), StringComparison.Ordinal);
    }

    static Task<ServedApplication> StartAsync(GuestOptions? guest = null) => ServedApplication.GuestAsync("server_isolation", new CleanServerOptions { Guest = guest ?? new GuestOptions() });

    static Task ForEachAsync(Func<int, Task> ask) => Task.WhenAll(Enumerable.Range(0, Requests).Select(ask));
}
