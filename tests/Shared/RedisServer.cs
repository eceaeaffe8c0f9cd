using System.Net.Sockets;

namespace Cleanroom.Tests;

/// <summary>A Redis server of the tests' own, with a password.</summary>
sealed class RedisServer : DatabaseServer
{
    // Not a secret: the server listens on the loopback address only.
    const string Password = "not-a-secret";

    const string User = "redis", Program = "/usr/bin/redis-server", Client = "/usr/bin/redis-cli";

    static readonly Lazy<RedisServer> SharedServer = new(static () => new RedisServer([]));

    readonly string[] _settings;
    readonly bool _isSentinel;

    RedisServer(string[] settings, string? sentinel = null) : base("redis", User)
    {
        _settings = settings;
        _isSentinel = sentinel is not null;
        if (sentinel is not null) WriteFile("sentinel.conf", sentinel);
        Start();
    }

    public override string Url => $"redis://:{Password}@127.0.0.1:{Port}/0";

    protected override string PidFile => Path.Combine(Folder, "pid");

    protected override string StopSignal => "TERM";

    protected override string[] Command =>
    [
        Program, .. _isSentinel ? (string[])[Path.Combine(Folder, "sentinel.conf"), "--sentinel"] : ["--dir", Folder, "--appendonly", "yes", "--requirepass", Password, "--masterauth", Password],
        "--port", PortText, "--bind", "127.0.0.1", "--pidfile", PidFile, "--daemonize", "no", .. _settings,
    ];

    /// <summary>The server that tests share. Skips the running test, with the reason, where Redis is not installed.</summary>
    public static RedisServer Require()
    {
        SkipWhenMissing(File.Exists(Program), "redis-server", User);
        return SharedServer.Value;
    }

    /// <summary>A separate server for a test that stops it.</summary>
    public static RedisServer StartOwn(params string[] settings)
    {
        SkipWhenMissing(File.Exists(Program), "redis-server", User);
        return new RedisServer(settings);
    }

    /// <summary>A sentinel that watches this server as the primary named "main".</summary>
    public RedisServer StartSentinel() => new([], $"""
        sentinel monitor main 127.0.0.1 {Port} 1
        sentinel auth-pass main {Password}
        sentinel down-after-milliseconds main 500
        sentinel failover-timeout main 2000
        """);

    /// <summary>Takes TLS connections too, at another port, which is returned.</summary>
    public int StartTls(TestCertificate certificate)
    {
        var port = FreePort();
        Ask(
            "CONFIG", "SET", "tls-cert-file", WriteFile("cert.pem", certificate.Pem), "tls-key-file", WriteFile("key.pem", certificate.KeyPem), "tls-auth-clients", "no",
            "tls-ca-cert-file", WriteFile("authority.pem", certificate.Pem), "tls-port", $"{port}");
        return port;
    }

    /// <summary>Runs a command and returns what it prints.</summary>
    public string Ask(params string[] command) => Run(Client, ["-p", PortText, "--no-auth-warning", .. _isSentinel ? (string[])[] : ["-a", Password], .. command]).Trim();

    protected override bool IsReady()
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", Port);
            client.ReceiveTimeout = 1000;
            client.GetStream().Write("PING\r\n"u8);
            return client.GetStream().ReadByte() >= 0;
        }
        catch (Exception refused) when (refused is SocketException or IOException)
        {
            return false;
        }
    }
}
