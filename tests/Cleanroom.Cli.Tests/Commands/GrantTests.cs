using System.Net;
using System.Net.Sockets;
using System.Text;
using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>What a program may reach through the real command: nothing without a grant, and every refusal names the option that would give it.</summary>
public sealed class GrantTests
{
    static readonly string Grants = Tool.Guest("grants");

    [Fact]
    [Trait("Rule", "N124")]
    public void Loopback_is_closed_without_net_and_open_with_it()
    {
        using var server = new EchoServer();
        var closed = Run(server.Url);
        Assert.Equal("\n0", closed.Output);
        Assert.Equal(0, closed.ExitCode);
        var option = $"--net 127.0.0.1:{server.Port}";
        Assert.Contains($"http_get: 127.0.0.1:{server.Port} is refused: its address is not public or not granted. {option} would grant it.", closed.Error, StringComparison.Ordinal);
        Assert.Equal(0, server.Requests);
        var open = Run(server.Url, option.Split(' '));
        Assert.Equal(("GET / - \n200", ""), (open.Output, open.Error));
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData(true, "--net", "127.0.0.1")]
    [InlineData(true, "--net", "127.0.0.1:PORT", "--no-net")]
    [InlineData(true, "--net", "other.test", "--net", "127.0.0.1:PORT")]
    [InlineData(true, "--net", "[::ffff:127.0.0.1]:PORT")]
    [InlineData(false, "--net", "127.0.0.1:1")]
    [InlineData(false, "--net", "127.0.0.2:PORT")]
    [InlineData(false, "--net", "other.test:PORT")]
    [InlineData(false, "--no-net")]
    public void Net_grants_a_host_and_a_port(bool isGranted, params string[] options)
    {
        using var server = new EchoServer();
        var result = Run(server.Url, [.. options.Select(option => option.Replace("PORT", $"{server.Port}", StringComparison.Ordinal))]);
        Assert.Equal(isGranted ? "GET / - \n200" : "\n0", result.Output);
        Assert.Equal(isGranted ? 1 : 0, server.Requests);
        Assert.Equal(!isGranted, result.Error.Contains($"--net 127.0.0.1:{server.Port} would grant it", StringComparison.Ordinal));
    }

    [Fact]
    public void NoNet_refuses_a_name_without_looking_it_up()
    {
        var result = Run("http://public.test/", "--no-net");
        Assert.Equal("\n0", result.Output);
        Assert.Contains("--net public.test:80 would grant it", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://host")]
    [InlineData("host:0")]
    [InlineData("[::1]:x")]
    public void Net_that_names_no_host_is_refused_with_an_example(string value)
    {
        var result = Run("none", "--net", value);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains($"--net {value}: expected a host, for example 127.0.0.1:8080 or [::1]:8080", result.Error + result.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N120")]
    public void File_outside_the_granted_directories_names_dir()
    {
        using var outside = new TemporaryFolder();
        var path = outside.Write("note.txt", "inside"u8.ToArray());
        var closed = Run(path);
        Assert.Equal("\n", closed.Output);
        var option = $"--dir {Path.GetDirectoryName(path)}";
        Assert.Contains($"file_read: \"{path}\" is refused: it is outside the granted directories. {option} would grant it.", closed.Error, StringComparison.Ordinal);
        Assert.Equal("inside\n", Run(path, option.Split(' ')).Output);
        Assert.Equal("\n", Run(path + "/../../etc/passwd", option.Split(' ')).Output);
    }

    [Fact]
    public void Storage_without_a_root_names_storage()
    {
        var closed = Run("stored.bin");
        Assert.Equal("3", closed.Output);
        Assert.Contains("_fs_write_bytes: \"stored.bin\" is refused: no directory is granted. --storage DIRECTORY would grant it.", closed.Error, StringComparison.Ordinal);
        using var root = new TemporaryFolder();
        Assert.Equal("0", Run("stored.bin", "--storage", root.Path).Output);
        Assert.Equal("stored.bin", File.ReadAllText(Path.Combine(root.Path, "stored.bin")));
    }

    [Fact]
    public void Database_without_a_connection_names_database()
    {
        var closed = Run("db");
        Assert.Contains("NO_DB", closed.Output, StringComparison.Ordinal);
        Assert.Contains("--database", closed.Error, StringComparison.Ordinal);
        Assert.Contains("\"a\":1", Run("db", "--database", "sqlite::memory:").Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N127")]
    public void Secret_variable_names_env()
    {
        var environment = new Dictionary<string, string> { ["MY_API_KEY"] = "hush", ["STAGE"] = "test" };
        var closed = Tool.Run(["run", Tool.Guest("options")], [], null, environment);
        Assert.StartsWith("[test]\n[]\n", closed.Output, StringComparison.Ordinal);
        Assert.Contains("_env_get: the environment variable MY_API_KEY is refused: its name looks like a secret's. --env MY_API_KEY would grant it.", closed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", closed.Output + closed.Error, StringComparison.Ordinal);
        Assert.StartsWith("[test]\n[hush]\n", Tool.Run(["run", Tool.Guest("options"), "--env", "MY_API_KEY"], [], null, environment).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Real_program_talks_to_the_server_that_is_granted()
    {
        var module = SharedData.Require("modules", "run", "07_http.wasm");
        EchoServer server;
        try
        {
            server = new EchoServer(18080);
        }
        catch (SocketException taken)
        {
            Assert.Skip($"port 18080, which the program uses, cannot be listened on: {taken.Message}");
            return;
        }
        using (server)
        {
            var result = Tool.Run("run", module, "--net", "127.0.0.1:18080");
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            Assert.Equal(File.ReadAllBytes(Path.ChangeExtension(module, ".expected")), result.OutputBytes);
        }
    }

    static ToolResult Run(string target, params string[] options) => Tool.Run(["run", Grants, "--env", $"TARGET={target}", .. options]);

    /// <summary>Answers on loopback with method, path, Content-Type and body of a request.</summary>
    sealed class EchoServer : IDisposable
    {
        readonly TcpListener _listener;

        public EchoServer(int port = 0)
        {
            _listener = new TcpListener(IPAddress.Loopback, port);
            _listener.Start();
            _ = Task.Run(AcceptAsync);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public string Url => $"http://127.0.0.1:{Port}/";

        public int Requests { get; private set; }

        public void Dispose() => _listener.Dispose();

        async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    Requests++;
                    await AnswerAsync(client.GetStream());
                }
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
            }
        }

        static async Task AnswerAsync(NetworkStream stream)
        {
            using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
            var first = (await reader.ReadLineAsync())!.Split(' ');
            var (type, length) = ("-", 0);
            while (await reader.ReadLineAsync() is { Length: > 0 } line)
            {
                if (line.StartsWith("Content-Type: ", StringComparison.OrdinalIgnoreCase)) type = line[14..];
                if (line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase)) length = int.Parse(line.AsSpan(16), System.Globalization.CultureInfo.InvariantCulture);
            }
            var body = new char[length];
            if (length > 0) await reader.ReadBlockAsync(body);
            var answer = Encoding.Latin1.GetBytes($"{first[0]} {first[1]} {type} {new string(body)}");
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {answer.Length}\r\nConnection: close\r\n\r\n"));
            await stream.WriteAsync(answer);
        }
    }
}
