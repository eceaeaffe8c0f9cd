using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;
using Microsoft.Data.Sqlite;

namespace Cleanroom.Cli.Tests.State;

/// <summary>The files that the server keeps itself, and the program's base directory.</summary>
public sealed class DataDirectoryTests : IDisposable
{
    static readonly string Guest = TestGuests.PathOf("cli_serve_directory");

    readonly TemporaryFolder _folder = new();

    public DataDirectoryTests() => File.WriteAllText(Path.Combine(_folder.Path, "own.txt"), "mine");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task State_in_the_base_directory_is_closed_to_the_program()
    {
        using var server = await ServedTool.StartAsync(Guest, "--app-dir", _folder.Path, "--state", "sqlite");
        Assert.Equal("mine", await server.Client.GetStringAsync("/login"));
        var file = Path.Combine(_folder.Path, ".cleanroom", "state.db");
        Assert.True(File.Exists(file));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
        Assert.Equal("", await server.Client.GetStringAsync("/state"));
        Assert.Contains("it belongs to the server", await server.ReadErrorAsync("file_read"), StringComparison.Ordinal);
        await server.Client.GetStringAsync("/delete");
        Assert.True(File.Exists(file));
        Assert.Equal("mine", await server.Client.GetStringAsync("/own"));
    }

    [Fact]
    public async Task State_survives_a_restart_in_the_directory_that_the_option_names()
    {
        var data = Path.Combine(_folder.Path, "elsewhere", "data");
        string[] options = ["--app-dir", _folder.Path, "--state", "sqlite", "--data-dir", data];
        string cookie;
        using (var server = await ServedTool.StartAsync(Guest, options))
        {
            using var answer = await server.Client.GetAsync("/login");
            cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            Assert.Equal(0, await server.EndAsync());
        }
        Assert.True(File.Exists(Path.Combine(data, "state.db")));
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, ".cleanroom")));
        using var again = await ServedTool.StartAsync(Guest, options);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/login");
        request.Headers.Add("Cookie", cookie);
        // A sign-in gives a new id; the old one is known, so it ends.
        using var renewed = await again.Client.SendAsync(request);
        Assert.Equal(1, Count(Path.Combine(data, "state.db")));
    }

    [Fact]
    public async Task Sessions_of_a_server_without_versions_go_on()
    {
        var file = Path.Combine(_folder.Path, "old.db");
        using (var old = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            old.Open();
            using var command = old.CreateCommand();
            command.CommandText = "CREATE TABLE _clean_sessions (key TEXT PRIMARY KEY, state TEXT NOT NULL, version BIGINT NOT NULL, expires BIGINT NOT NULL); INSERT INTO _clean_sessions VALUES ('x', '{}', 1, 9000000000000000000)";
            command.ExecuteNonQuery();
        }
        using var server = await ServedTool.StartAsync(Guest, "--dir", _folder.Path, "--session-store", $"sqlite:{file}");
        await server.Client.GetStringAsync("/login");
        Assert.Equal(2, Count(file));
    }

    [Fact]
    public void Tables_of_a_newer_server_are_refused()
    {
        var file = Path.Combine(_folder.Path, "new.db");
        using (var newer = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            newer.Open();
            using var command = newer.CreateCommand();
            command.CommandText = "CREATE TABLE _clean_schema (name TEXT PRIMARY KEY, version BIGINT NOT NULL, oldest BIGINT NOT NULL); INSERT INTO _clean_schema VALUES ('sessions', 9, 9)";
            command.ExecuteNonQuery();
        }
        var refused = Tool.Run("serve", Guest, "--dir", _folder.Path, "--state", $"sqlite:{file}");
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("the tables for sessions have form 9, which only servers that know form 9 may use, and this one knows 1: use a newer Cleanroom, or another database", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--state", "redis://:secret@127.0.0.1:1?timeout=300", 5, "the Redis server cannot be used: it cannot be reached (redis://:***@127.0.0.1:1?timeout=300)")]
    [InlineData("--session-store", "oracle://me:secret@host", 2, "--session-store oracle://me:***@host: expected one of memory, sqlite, ")]
    [InlineData("--rate-limit-store", "redis://", 2, "--rate-limit-store redis://: a host is missing")]
    public void Place_that_cannot_be_used_is_named(string option, string place, int code, string message)
    {
        var refused = Tool.Run("serve", Guest, "--dir", _folder.Path, option, place);
        Assert.Equal(code, refused.ExitCode);
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Error, StringComparison.Ordinal);
    }

    static int Count(string file)
    {
        using var database = new SqliteConnection($"Data Source={file};Pooling=False");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = "SELECT count(*) FROM _clean_sessions";
        return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
