using System.Net;
using System.Runtime.Versioning;
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
    [Trait("Rule", "N121")]
    public async Task Storage_over_the_state_does_not_open_it()
    {
        using var server = await ServedTool.StartAsync(Guest, "--app-dir", _folder.Path, "--state", "sqlite", "--storage", _folder.Path);
        await server.Client.GetStringAsync("/login");
        Assert.Equal("", await server.Client.GetStringAsync("/storage"));
        Assert.Contains("it belongs to the server", await server.ReadErrorAsync("_fs_read_bytes"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--static", "/files={0}", "/files")]
    [InlineData("--public", "{0}", "/public")]
    [Trait("Rule", "N121")]
    public async Task Clients_never_get_the_state_from_a_directory_that_contains_it(string option, string value, string prefix)
    {
        var data = Path.Combine(_folder.Path, "data");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), "data");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "state.txt"), "data/state.db");
        using var server = await ServedTool.StartAsync(Guest, "--app-dir", _folder.Path, "--state", "sqlite", "--data-dir", data, option, string.Format(System.Globalization.CultureInfo.InvariantCulture, value, _folder.Path));
        await server.Client.GetStringAsync("/login");
        Assert.True(File.Exists(Path.Combine(data, "state.db-wal")));
        foreach (var path in (string[])["/data/state.db", "/data/state.db-wal", "/data/state.db-shm", "/link/state.db", "/state.txt", "/data/state%2edb"])
        {
            using var answer = await server.Client.GetAsync(prefix + path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("it belongs to the server", await server.ReadErrorAsync("static file"), StringComparison.Ordinal);
        }
        Assert.Equal("mine", await server.Client.GetStringAsync(prefix + "/own.txt"));
    }

    [Theory]
    [InlineData("--state")]
    [InlineData("--session-store")]
    [InlineData("--rate-limit-store")]
    [Trait("Rule", "N121")]
    public async Task State_at_a_path_of_the_user_is_closed_like_the_data_directory(string option)
    {
        var file = Path.Combine(_folder.Path, "own.db");
        using var server = await ServedTool.StartAsync(Guest, "--app-dir", _folder.Path, option, $"sqlite:{file}", "--static", $"/files={_folder.Path}");
        await server.Client.GetStringAsync("/login");
        Assert.True(File.Exists(file));
        Assert.Equal("", await server.Client.GetStringAsync("/database"));
        foreach (var name in (string[])["own.db", "own.db-wal", "own.db-shm", "own.db-journal"])
        {
            using var answer = await server.Client.GetAsync($"/files/{name}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        Assert.Equal("mine", await server.Client.GetStringAsync("/files/own.txt"));
    }

    [Theory]
    [InlineData("--app-dir", "{0}/app", "--data-dir", "{0}/app", "{0}/app: it is closed to the program, which may use {0}/app in it")]
    [InlineData("--app-dir", "{0}/app/inner", "--data-dir", "{0}/app", "{0}/app: it is closed to the program, which may use {0}/app/inner in it")]
    [InlineData("--dir", "{0}/app/inner", "--data-dir", "{0}/link", "{0}/link: it is closed to the program, which may use {0}/app/inner in it")]
    [InlineData("--storage", "{0}/app/files", "--data-dir", "{0}/app", "{0}/app: it is closed to the program, which may use {0}/app/files in it")]
    [InlineData("--static", "/x={0}/app/inner", "--data-dir", "{0}/app", "--static {0}/app/inner: files of the server are kept there")]
    [InlineData("--public", "{0}/app", "--data-dir", "{0}/app", "--public {0}/app: files of the server are kept there")]
    public void Directory_that_others_may_use_is_no_data_directory(string option, string value, string other, string otherValue, string message)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "app", "inner"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), "app");
        var refused = Tool.Run("serve", Guest, option, In(value), other, In(otherValue));
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(In(message), refused.Error, StringComparison.Ordinal);

        string In(string text) => text.Replace("{0}", _folder.Path, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Files_of_the_server_are_for_its_user_alone_whatever_the_umask()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other permissions.");
        var own = Path.Combine(_folder.Path, "own.db");
        using var server = await ServedTool.StartAsync(Guest, ["--app-dir", _folder.Path, "--state", "sqlite", "--rate-limit-store", $"sqlite:{own}", "--rate-limit", "100"], null, null, limit: "umask 000");
        await server.Client.GetStringAsync("/login");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_folder.Path, ".cleanroom")));
        foreach (var file in (string[])[Path.Combine(_folder.Path, ".cleanroom", "state.db"), own])
            foreach (var ending in (string[])["", "-wal", "-shm"])
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file + ending));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Existing_place_that_others_can_use_is_left_and_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other permissions.");
        var (data, file) = (Path.Combine(_folder.Path, "data"), Path.Combine(_folder.Path, "own.db"));
        Directory.CreateDirectory(data);
        File.WriteAllText(file, "");
        const UnixFileMode everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(data, everybody);
        File.SetUnixFileMode(file, everybody);
        using (var process = Tool.Start(["serve", Guest, "--port", "0", "--app-dir", _folder.Path, "--data-dir", data, "--state", $"sqlite:{file}"]))
        {
            Assert.Contains($"chmod 700 {data}", await ServedTool.ReadErrorAsync(process, "other users of this machine"), StringComparison.Ordinal);
            Assert.Contains($"chmod 600 {file}", await ServedTool.ReadErrorAsync(process, "other users of this machine"), StringComparison.Ordinal);
            process.Kill();
        }
        Assert.Equal((everybody, everybody), (File.GetUnixFileMode(data), File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task Sessions_of_a_server_without_versions_go_on()
    {
        var file = Path.Combine(_folder.Path, "old.db");
        Execute(file, "CREATE TABLE _clean_sessions (key TEXT PRIMARY KEY, state TEXT NOT NULL, version BIGINT NOT NULL, expires BIGINT NOT NULL); INSERT INTO _clean_sessions VALUES ('x', '{}', 1, 9000000000000000000)");
        using var server = await ServedTool.StartAsync(Guest, "--dir", _folder.Path, "--session-store", $"sqlite:{file}");
        await server.Client.GetStringAsync("/login");
        Assert.Equal(2, Count(file));
    }

    [Fact]
    public void Tables_of_a_newer_server_are_refused()
    {
        var file = Path.Combine(_folder.Path, "new.db");
        Execute(file, "CREATE TABLE _clean_schema (name TEXT PRIMARY KEY, version BIGINT NOT NULL, oldest BIGINT NOT NULL); INSERT INTO _clean_schema VALUES ('sessions', 9, 9)");
        var refused = Tool.Run("serve", Guest, "--dir", _folder.Path, "--state", $"sqlite:{file}");
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("the tables for sessions have form 9, which only servers that know form 9 may use, and this one knows 1: use a newer Cleanroom, or another database", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version", "'abc'", "abc")]
    [InlineData("version", "99999999999", "99999999999")]
    [InlineData("version", "-1", "-1")]
    [InlineData("oldest", "1.5", "1.5")]
    [InlineData("oldest", "NULL", "NULL")]
    public void Version_that_no_server_wrote_ends_the_start_with_what_to_do(string column, string value, string shown)
    {
        var file = Path.Combine(_folder.Path, "odd.db");
        Execute(file, $"CREATE TABLE _clean_schema (name TEXT PRIMARY KEY, version BIGINT, oldest BIGINT); INSERT INTO _clean_schema VALUES ('sessions', 1, 1); UPDATE _clean_schema SET {column} = {value}");
        var refused = Tool.Run("serve", Guest, "--dir", _folder.Path, "--state", $"sqlite:{file}");
        Assert.Equal(5, refused.ExitCode);
        Assert.Contains($"the table _clean_schema has the {column} {shown} for sessions, which no server wrote (sqlite:{file}): correct it from a backup, delete that row, or use another database", refused.Error, StringComparison.Ordinal);
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

    static int Count(string file) => Convert.ToInt32(Execute(file, "SELECT count(*) FROM _clean_sessions"), System.Globalization.CultureInfo.InvariantCulture);

    static object? Execute(string file, string statements)
    {
        using var database = new SqliteConnection($"Data Source={file};Pooling=False");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = statements;
        return command.ExecuteScalar();
    }
}
