using System.Text;
using Cleanroom.Bridge.Crypto;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Server.State;

namespace Cleanroom.Server.Sessions;

/// <summary>
/// Sessions in a database: they survive the process and can be shared by several servers. Tables <c>_clean_sessions</c> and
/// <c>_clean_tokens</c>; ids and tokens are stored as SHA-256 only.
/// </summary>
sealed class DatabaseSessionStore : SessionStore
{
    const int MaxResultBytes = 4 << 20;
    const int MaxAttempts = 50;

    static readonly TimeSpan StatementTimeout = TimeSpan.FromSeconds(10);

    static readonly StateTables Tables = new("sessions", ["_clean_sessions", "_clean_tokens"], oldest: 1, static dialect =>
    {
        var (key, text, number) = ($"{dialect.Quote("key")} {dialect.TypeName(SqlColumnType.Key)} PRIMARY KEY", dialect.TypeName(SqlColumnType.Text), dialect.TypeName(SqlColumnType.LargeInteger));
        return
        [
            dialect.CreateTable("_clean_sessions", $"{key}, state {text} NOT NULL, version {number} NOT NULL, expires {number} NOT NULL", "expires"),
            dialect.CreateTable("_clean_tokens", $"{key}, owner {number} NOT NULL, expires {number} NOT NULL", "expires"),
        ];
    });

    readonly DatabaseSource _source;
    readonly byte[] _find, _set, _change, _remove, _addToken, _findToken, _takeToken;

    DatabaseSessionStore(DatabaseSource source, TimeProvider clock) : base(clock)
    {
        _source = source;
        UsedTokens = new StoredTokens(this);
        var dialect = Pool.Dialect;
        // A keyword on MySQL.
        var key = dialect.Quote("key");
        _find = Encoding.UTF8.GetBytes($"SELECT state, version FROM _clean_sessions WHERE {key} = ? AND expires > ?");
        _set = Encoding.UTF8.GetBytes(dialect.InsertOrUpdate("_clean_sessions", key, "state", "version", "expires"));
        _change = Encoding.UTF8.GetBytes($"UPDATE _clean_sessions SET state = ?, version = version + 1, expires = ? WHERE {key} = ? AND version = ?");
        _remove = Encoding.UTF8.GetBytes($"DELETE FROM _clean_sessions WHERE {key} = ? AND expires > ?");
        _addToken = Encoding.UTF8.GetBytes(dialect.InsertUnlessExists("_clean_tokens", key, "owner", "expires"));
        _findToken = Encoding.UTF8.GetBytes($"SELECT owner, expires FROM _clean_tokens WHERE {key} = ? AND expires > ?");
        _takeToken = Encoding.UTF8.GetBytes($"DELETE FROM _clean_tokens WHERE {key} = ?");
    }

    public override bool IsInProcess => false;

    public override UsedTokens UsedTokens { get; }

    DatabasePool Pool => _source.Pool!;

    /// <summary>Makes the tables and returns the store.</summary>
    /// <exception cref="Bridge.HostException">The database cannot be used.</exception>
    public static DatabaseSessionStore Open(string place, StateConnections state, TimeProvider clock) => new(state.Database(place, Tables), clock);

    public override SessionState? Find(SessionKey key) => Use((connection, scope) => Read(connection, scope, key)?.State);

    // Any version that no other writer has read.
    public override void Set(SessionKey key, SessionState state) => Use((connection, scope) =>
        connection.Run(_set, [SqlValue.Of(key.ToString()), SqlValue.Of(SessionText.Write(state)), SqlValue.Of(Random.Shared.NextInt64(long.MaxValue / 2)), Ticks(state.Expires)], null, scope));

    // The later of two writers finds a changed version and retries with what the first one wrote.
    public override SessionState? Change(SessionKey key, Func<SessionState, SessionState> change) => Use((connection, scope) =>
    {
        for (var attempt = 1; ; attempt++)
        {
            if (Read(connection, scope, key) is not var (state, version)) return null;
            var changed = change(state);
            var outcome = connection.Run(_change, [SqlValue.Of(SessionText.Write(changed)), Ticks(changed.Expires), SqlValue.Of(key.ToString()), SqlValue.Of(version)], null, scope);
            if (outcome.AffectedRows == 1) return changed;
            if (attempt == MaxAttempts) throw new DatabaseException(DatabaseException.Timeout, "a session is changed by too many requests at once");
        }
    });

    public override bool Remove(SessionKey key) => Use((connection, scope) =>
        connection.Run(_remove, [SqlValue.Of(key.ToString()), Now], null, scope).AffectedRows == 1);

    public override bool AddToken(SessionKey token, long owner, DateTimeOffset expires) => Use((connection, scope) =>
        connection.Run(_addToken, [SqlValue.Of(token.ToString()), SqlValue.Of(owner), Ticks(expires)], null, scope).AffectedRows == 1);

    // Of several that find it, the one that deletes it takes it.
    public override long? TakeToken(SessionKey token) => Use<long?>((connection, scope) =>
    {
        if (DatabaseCatalogue.Texts(connection, _findToken, [SqlValue.Of(token.ToString()), Now], scope) is not [[var owner, var expires]]) return null;
        var isTaken = connection.Run(_takeToken, [SqlValue.Of(token.ToString())], null, scope).AffectedRows == 1;
        return isTaken && StoredValue.Number(expires) > Clock.GetUtcNow().UtcTicks ? StoredValue.Number(owner) : null;
    });

    public override void Sweep() => Use((connection, scope) =>
    {
        connection.Run("DELETE FROM _clean_sessions WHERE expires <= ?"u8, [Now], null, scope);
        return connection.Run("DELETE FROM _clean_tokens WHERE expires <= ?"u8, [Now], null, scope);
    });

    SqlValue Now => Ticks(Clock.GetUtcNow());

    static SqlValue Ticks(DateTimeOffset time) => SqlValue.Of(time.UtcTicks);

    (SessionState State, long Version)? Read(DatabaseConnection connection, StatementScope scope, SessionKey key) =>
        DatabaseCatalogue.Texts(connection, _find, [SqlValue.Of(key.ToString()), Now], scope) is [[var text, var version]] && SessionText.ReadStored(text) is var state && state.Expires > Clock.GetUtcNow()
            ? (state, StoredValue.Number(version))
            : null;

    // Statements may run twice, see the pool: a token taken by an attempt whose answer was lost counts as gone.
    T Use<T>(Func<DatabaseConnection, StatementScope, T> action)
    {
        try
        {
            return Pool.Use(action, StatementTimeout, MaxResultBytes);
        }
        catch (Exception unreadable) when (StoredValue.IsUnreadable(unreadable))
        {
            throw new SessionStoreException(StoredValue.Unreadable, unreadable);
        }
        catch (DatabaseException failure)
        {
            throw new SessionStoreException(Tables.Explain(failure, _source), failure);
        }
    }
}
