using System.Text;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Server.Applications;
using Cleanroom.Server.State;

namespace Cleanroom.Server.RateLimits;

/// <summary>Counts requests in table <c>_clean_rates</c> of a database.</summary>
sealed class DatabaseRateLimitStore : RateLimitStore
{
    const int MaxResultBytes = 1 << 16, MaxAttempts = 5;

    static readonly TimeSpan StatementTimeout = TimeSpan.FromSeconds(5), SweepInterval = TimeSpan.FromMinutes(1);

    static readonly StateTables Tables = new("rate limits", ["_clean_rates"], oldest: 1, static dialect =>
    {
        var number = dialect.TypeName(SqlColumnType.LargeInteger);
        return [dialect.CreateTable("_clean_rates", $"{dialect.Quote("key")} {dialect.TypeName(SqlColumnType.Key)} PRIMARY KEY, requests {number} NOT NULL, ends {number} NOT NULL", "ends")];
    });

    readonly DatabaseSource _source;
    readonly GuestScheduler _threads;
    readonly TimeProvider _clock;
    readonly ITimer _sweeper;
    readonly byte[] _count, _find, _forget, _begin, _sweep;

    /// <summary>Makes the table.</summary>
    /// <param name="place">The database.</param>
    /// <param name="state">Opens it.</param>
    /// <param name="threads">The threads that wait for it.</param>
    /// <param name="clock">The clock that decides when windows end.</param>
    /// <exception cref="Bridge.HostException">The database cannot be used.</exception>
    public DatabaseRateLimitStore(string place, StateConnections state, GuestScheduler threads, TimeProvider clock)
    {
        (_source, _threads, _clock) = (state.Database(place, Tables), threads, clock);
        var dialect = _source.Pool!.Dialect;
        var key = dialect.Quote("key");
        // The condition makes the count exact: of two servers that come to the last place, one gets it.
        _count = Encoding.UTF8.GetBytes($"UPDATE _clean_rates SET requests = requests + 1 WHERE {key} = ? AND ends > ? AND requests < ?");
        _find = Encoding.UTF8.GetBytes($"SELECT requests, ends FROM _clean_rates WHERE {key} = ? AND ends > ?");
        _forget = Encoding.UTF8.GetBytes($"DELETE FROM _clean_rates WHERE {key} = ? AND ends <= ?");
        _begin = Encoding.UTF8.GetBytes(dialect.InsertUnlessExists("_clean_rates", key, "requests", "ends"));
        _sweep = "DELETE FROM _clean_rates WHERE ends <= ?"u8.ToArray();
        _sweeper = clock.CreateTimer(static store => ((DatabaseRateLimitStore)store!).Sweep(), this, SweepInterval, SweepInterval);
    }

    public override async ValueTask<TimeSpan> AddAsync(RateLimitKey key, RateLimitRule rule) =>
        _source.Pool!.Engine.IsRemote ? await _threads.RunAsync(() => Add(key, rule)) : Add(key, rule);

    public override void Dispose()
    {
        _sweeper.Dispose();
        base.Dispose();
    }

    TimeSpan Add(RateLimitKey key, RateLimitRule rule) => Use((connection, scope) =>
    {
        var name = SqlValue.Of(key.ToString());
        for (var attempt = 1; ; attempt++)
        {
            var now = _clock.GetUtcNow().UtcTicks;
            if (connection.Run(_count, [name, SqlValue.Of(now), SqlValue.Of((long)rule.Requests)], null, scope).AffectedRows == 1) return TimeSpan.Zero;
            if (DatabaseCatalogue.Texts(connection, _find, [name, SqlValue.Of(now)], scope) is [[var requests, var ends]])
            {
                // On SQLite, a text counts as more than any number.
                StoredValue.Number(requests);
                return TimeSpan.FromTicks(StoredValue.Number(ends) - now);
            }
            connection.Run(_forget, [name, SqlValue.Of(now)], null, scope);
            if (connection.Run(_begin, [name, SqlValue.Of(1L), SqlValue.Of(now + rule.Window.Ticks)], null, scope).AffectedRows == 1) return TimeSpan.Zero;
            // Another server began the window.
            if (attempt == MaxAttempts) throw new DatabaseException(DatabaseException.Timeout, "a rate limit is counted by too many requests at once");
        }
    });

    void Sweep()
    {
        try
        {
            Use((connection, scope) => connection.Run(_sweep, [SqlValue.Of(_clock.GetUtcNow().UtcTicks)], null, scope));
        }
        catch (Exception later) when (later is RateLimitStoreException or ObjectDisposedException)
        {
            // The next sweep removes them.
        }
    }

    T Use<T>(Func<DatabaseConnection, StatementScope, T> action)
    {
        try
        {
            return _source.Pool!.Use(action, StatementTimeout, MaxResultBytes);
        }
        catch (Exception unreadable) when (StoredValue.IsUnreadable(unreadable))
        {
            throw new RateLimitStoreException(StoredValue.Unreadable, unreadable);
        }
        catch (DatabaseException failure)
        {
            throw new RateLimitStoreException(Tables.Explain(failure, _source), failure);
        }
    }
}
