using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Translations;

namespace Cleanroom.Bridge.Database;

/// <summary>
/// The database of an application: its connection pool, the program's registered migrations and a cache of its tables. Shared by all guests of the
/// application. Thread-safe.
/// </summary>
public sealed class DatabaseSource : IDisposable
{
    readonly Lock _gate = new();
    volatile DatabasePool? _pool;

    DatabaseSource(DatabaseOptions options) => Options = options;

    /// <summary>Limits, and whether the program may replace the database.</summary>
    public DatabaseOptions Options { get; }

    /// <summary>The URL with its password masked, or null when there is no database.</summary>
    public string? MaskedUrl => _pool?.MaskedUrl;

    /// <summary>Connections in use and their maximum, for metrics; null when there is no database.</summary>
    public (int InUse, int Most)? Connections => _pool is { } pool ? (pool.Size - pool.Free, pool.Size) : null;

    /// <summary>See <see cref="DatabaseEngine.IsRemote"/>; false when there is no database.</summary>
    internal bool IsRemote => _pool is { Engine.IsRemote: true };

    /// <summary>The reason why there is no database, for the log.</summary>
    internal string WhyNone { get; private init; } = "there is no database";

    /// <summary>The program's migrations.</summary>
    internal MigrationQueue Migrations { get; } = new();

    /// <summary>The cache of tables and their columns.</summary>
    internal DatabaseCatalogue Catalogue { get; } = new();

    /// <summary>The URL of the pool, with its password.</summary>
    internal string? Url { get; private set; }

    /// <summary>The pool, or null when there is no database.</summary>
    internal DatabasePool? Pool => _pool;

    /// <summary>Opens the database of a URL.</summary>
    /// <param name="url">
    /// See contract, functions 6: <c>sqlite::memory:</c>, <c>sqlite:PATH</c>, <c>sqlite://PATH</c>, <c>postgres://…</c>, <c>postgresql://…</c>, <c>mysql://…</c>, <c>mariadb://…</c>.
    /// </param>
    /// <param name="options">Limits. With <see cref="DatabaseOptions.Verify"/> one connection is opened now.</param>
    /// <exception cref="HostException">The URL is not supported, or the database cannot be reached. The message contains no password.</exception>
    public static DatabaseSource Open(string url, DatabaseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        var source = new DatabaseSource(options ?? new DatabaseOptions());
        var pool = DatabaseEngines.Of(url, source.Options.Engines).CreatePool(url, source.Options);
        try
        {
            if (source.Options.Verify) pool.Probe();
            (source._pool, source.Url) = (pool, url);
            return source;
        }
        catch (DatabaseException failure)
        {
            pool.Dispose();
            throw new HostException($"{failure.Logged} ({pool.MaskedUrl})", failure);
        }
    }

    /// <summary>
    /// Opens a database that the program may replace and that may be meant for another program. If it cannot be used, there is no database, and functions
    /// that need one report the reason.
    /// </summary>
    internal static DatabaseSource OpenOptional(string url, DatabaseOptions options)
    {
        options = options with { IsReplaceable = true };
        try
        {
            return Open(url, options);
        }
        catch (HostException unusable)
        {
            return new DatabaseSource(options) { WhyNone = $"DATABASE_URL is ignored: {unusable.Message}" };
        }
    }

    /// <summary>No database until the program configures one with <c>_db_configure</c>.</summary>
    public static DatabaseSource Unconfigured(DatabaseOptions? options = null) => new((options ?? new DatabaseOptions()) with { IsReplaceable = true });

    /// <summary>Closes idle connections; those in use are closed when they are returned.</summary>
    public void Dispose() => _pool?.Dispose();

    /// <summary>Switches to another database. Connections in use are returned to the old pool.</summary>
    internal void Replace(DatabasePool pool, string url)
    {
        lock (_gate)
        {
            var old = _pool;
            (_pool, Url) = (pool, url);
            Catalogue.Clear();
            old?.Dispose();
        }
    }
}
