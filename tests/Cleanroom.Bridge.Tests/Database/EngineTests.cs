using Cleanroom.Bridge.Database;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.Database;

/// <summary>Which engine a class of tests runs on.</summary>
public enum TestedEngine
{
    SqliteFile,
    SqliteMemory,
    Postgres,
    MariaDb,
}

/// <summary>Tests on one engine: sources of it, and a table name that no other test uses.</summary>
public abstract class EngineTests(TestedEngine engine) : IDisposable
{
    static int s_tables;

    readonly List<DatabaseSource> _sources = [];

    private protected string Table { get; } = $"t{Interlocked.Increment(ref s_tables)}";

    private protected bool IsPostgres => engine == TestedEngine.Postgres;

    private protected bool IsMySql => engine == TestedEngine.MariaDb;

    private protected bool IsSqlite => !IsPostgres && !IsMySql;

    private protected TemporaryFolder Folder { get; } = new();

    private protected virtual string Url => engine switch
    {
        TestedEngine.Postgres => PostgresServer.Require().Url,
        TestedEngine.MariaDb => MariaDbServer.Require().Url,
        TestedEngine.SqliteFile => $"sqlite:{Folder["test.db"]}",
        _ => "sqlite::memory:",
    };

    private protected string Key => engine switch
    {
        TestedEngine.Postgres => "id SERIAL PRIMARY KEY",
        TestedEngine.MariaDb => "id INTEGER PRIMARY KEY AUTO_INCREMENT",
        _ => "id INTEGER PRIMARY KEY AUTOINCREMENT",
    };

    /// <summary>A query that only ends when it is stopped.</summary>
    private protected string Endless => engine switch
    {
        TestedEngine.Postgres => "select count(*) from generate_series(1, 100000000000) as n",
        TestedEngine.MariaDb => "select benchmark(100000000000, md5('a'))",
        _ => "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as a from n",
    };

    private protected DatabaseSource Open(DatabaseOptions? options = null)
    {
        var source = DatabaseSource.Open(Url, options);
        _sources.Add(source);
        return source;
    }

    /// <summary>Makes an empty database on the server and returns its URL.</summary>
    private protected string NewDatabase()
    {
        var url = IsPostgres ? PostgresServer.Require().Url : MariaDbServer.Require().Url;
        var name = $"made{Interlocked.Increment(ref s_tables)}";
        using var source = DatabaseSource.Open(url);
        using var guest = new DatabaseGuest(source);
        Assert.NotEqual(-1, guest.Execute($"create database {name}"));
        return $"{url[..url.LastIndexOf('/')]}/{name}";
    }

    public virtual void Dispose()
    {
        foreach (var source in _sources) source.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
