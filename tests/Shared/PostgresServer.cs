using System.Diagnostics;

namespace Cleanroom.Tests;

/// <summary>A PostgreSQL server of the tests' own.</summary>
sealed class PostgresServer : DatabaseServer
{
    const string User = "postgres";

    static readonly Lazy<PostgresServer> SharedServer = new(static () => new PostgresServer(static _ => []));

    readonly string _binaries = FindBinaries()!;
    readonly string[] _settings;

    PostgresServer(Func<DatabaseServer, string[]> configure) : base("pg", User)
    {
        RunAsServer(Path.Combine(_binaries, "initdb"), "-D", Data, "-A", "trust", "-U", "cleanroom", "-E", "UTF8", "--no-sync", "--no-locale");
        _settings = configure(this);
        Start();
    }

    public override string Url => $"postgres://cleanroom:not-a-secret@127.0.0.1:{Port}/postgres";

    protected override string PidFile => Path.Combine(Data, "postmaster.pid");

    protected override string StopSignal => "INT";

    protected override string[] Command =>
    [
        Path.Combine(_binaries, "postgres"), "-D", Data, "-p", PortText, "-k", Folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "logging_collector=off",
        .. _settings.SelectMany(static setting => (string[])["-c", setting]),
    ];

    /// <summary>The server that tests share. Skips the running test, with the reason, where PostgreSQL is not installed.</summary>
    public static PostgresServer Require()
    {
        SkipWhenMissing(FindBinaries() is not null, "postgresql", User);
        return SharedServer.Value;
    }

    /// <summary>A separate server for a test that stops it, or that needs settings and files.</summary>
    public static PostgresServer StartOwn(Func<DatabaseServer, string[]>? configure = null)
    {
        SkipWhenMissing(FindBinaries() is not null, "postgresql", User);
        return new PostgresServer(configure ?? (static _ => []));
    }

    protected override bool IsReady()
    {
        try
        {
            using var probe = Process.Start(new ProcessStartInfo(Path.Combine(_binaries, "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", PortText]))!;
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    static string? FindBinaries() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(static folder => Path.Combine(folder, "bin")).Where(static folder => File.Exists(Path.Combine(folder, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;
}
