using System.Net.Sockets;

namespace Cleanroom.Tests;

/// <summary>A MariaDB server of the tests' own, with a database <c>test</c>.</summary>
sealed class MariaDbServer : DatabaseServer
{
    const string User = "mysql", Program = "/usr/sbin/mariadbd", Installer = "/usr/bin/mariadb-install-db";

    // Not a secret: the server listens on the loopback address only.
    const string SetUp = """
        CREATE USER IF NOT EXISTS cleanroom@'127.0.0.1' IDENTIFIED BY 'not-a-secret';
        CREATE USER IF NOT EXISTS cleanroom@localhost IDENTIFIED BY 'not-a-secret';
        GRANT ALL ON *.* TO cleanroom@'127.0.0.1' WITH GRANT OPTION;
        GRANT ALL ON *.* TO cleanroom@localhost;
        CREATE DATABASE IF NOT EXISTS test;
        """;

    static readonly Lazy<MariaDbServer> SharedServer = new(static () => new MariaDbServer(static _ => [], isFirst: true));

    // Without the system's asynchronous I/O, of which all servers of a machine share a limit.
    static readonly string[] Storage = ["--innodb-log-file-size=4M", "--innodb-flush-method=nosync", "--innodb-use-native-aio=0"];

    readonly string[] _settings;

    MariaDbServer(Func<DatabaseServer, string[]> configure, bool isFirst = false) : base("mariadb", User)
    {
        // The installation takes seconds and is made once; every server starts with a copy of it.
        if (isFirst) RunAsServer([Installer, "--no-defaults", $"--datadir={Installed}", "--auth-root-authentication-method=normal", "--skip-test-db", .. Storage]);
        RunAsServer("cp", "-r", isFirst ? Installed : SharedServer.Value.Installed, Data);
        WriteFile("setup.sql", SetUp);
        _settings = configure(this);
        Start();
    }

    public override string Url => $"mysql://cleanroom:not-a-secret@127.0.0.1:{Port}/test";

    string Installed => Path.Combine(Folder, "installed");

    /// <summary>The path of its Unix socket.</summary>
    public string Socket => Path.Combine(Folder, "s");

    protected override string PidFile => Path.Combine(Folder, "pid");

    protected override string StopSignal => "TERM";

    protected override string[] Command =>
    [
        Program, "--no-defaults", $"--datadir={Data}", $"--socket={Socket}", $"--pid-file={PidFile}", $"--port={PortText}", "--bind-address=127.0.0.1", "--skip-name-resolve",
        "--character-set-server=utf8mb4", $"--init-file={Path.Combine(Folder, "setup.sql")}", .. Storage,
        "--innodb-flush-log-at-trx-commit=2", "--innodb-buffer-pool-size=32M", "--performance-schema=off", .. _settings.Select(static setting => $"--{setting}"),
    ];

    /// <summary>The server that tests share. Skips the running test, with the reason, where MariaDB is not installed.</summary>
    public static MariaDbServer Require()
    {
        SkipWhenMissing(File.Exists(Program), "mariadb-server", User);
        return SharedServer.Value;
    }

    /// <summary>A separate server for a test that stops it, or that needs settings and files.</summary>
    public static MariaDbServer StartOwn(Func<DatabaseServer, string[]>? configure = null)
    {
        SkipWhenMissing(File.Exists(Program), "mariadb-server", User);
        return new MariaDbServer(configure ?? (static _ => []));
    }

    // It listens after the file with the users has run; it speaks first.
    protected override bool IsReady()
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", Port);
            client.ReceiveTimeout = 1000;
            return client.GetStream().ReadByte() >= 0;
        }
        catch (Exception refused) when (refused is SocketException or IOException)
        {
            return false;
        }
    }
}
