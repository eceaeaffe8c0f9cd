using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;
using Cleanroom.Bridge.Translations;

namespace Cleanroom.Bridge.Database;

/// <summary>
/// The database state of one guest during one event: the connection of its transaction, the id of its last insert, results of asynchronous calls.
/// </summary>
sealed class DatabaseSession(Guest guest) : IGuestState<DatabaseSession>, IReusableState, IDisposable
{
    const int MaxResultBytes = 60 << 20;

    DatabaseSource? _own;
    DatabaseConnection? _pinned;
    DatabasePool? _pinnedPool;

    // Tables read inside the transaction may differ from what others see and from what remains after a rollback.
    bool _hasChangedSchema;

    /// <summary>The database of the application, or of this guest alone.</summary>
    public DatabaseSource Source => guest.Options.Database ?? (_own ??= DatabaseSource.Unconfigured(guest.Options.DatabaseOptions));

    /// <summary>The id of the last inserted row, or null.</summary>
    public long? LastInsertId { get; private set; }

    /// <summary>The result that <c>_db_query_result</c> returns.</summary>
    public byte[] QueryResult { get; set; } = [];

    /// <summary>The result that <c>_db_execute_result</c> returns.</summary>
    public long ExecuteResult { get; set; } = -1;

    /// <summary>True while a transaction is open.</summary>
    public bool IsInTransaction => _pinned is not null;

    /// <summary>True when the transaction's connection is still usable.</summary>
    public bool IsUsable => _pinned is { IsBroken: false };

    /// <summary>The pool; throws the failure that a program without a database gets.</summary>
    public DatabasePool Pool => Source.Pool ?? throw new DatabaseException(DatabaseException.NoDatabase, "there is no database", Source.WhyNone) { Setting = "database" };

    /// <summary>The SQL dialect of the next statement.</summary>
    public SqlDialect Dialect => (_pinnedPool ?? Pool).Dialect;

    /// <summary>Maximum size of a result in bytes.</summary>
    public int MaxBytes => Math.Min(Source.Options.MaxResultBytes, MaxResultBytes);

    public static DatabaseSession Create(Guest guest) => new(guest);

    /// <summary>Creates the scope of the next statement.</summary>
    public StatementScope NewScope() => new(Source.Options.StatementTimeout, MaxBytes, guest.Stopping);

    /// <summary>Runs one statement: on the transaction's connection, or on any.</summary>
    /// <exception cref="DatabaseException">The statement failed.</exception>
    public StatementOutcome Run(ReadOnlySpan<byte> sql, ReadOnlySpan<SqlValue> values, RowWriter? rows)
    {
        var pool = _pinnedPool ?? Pool;
        if (SqlScript.TransactionOf(sql, pool.Dialect) is var transaction && transaction != TransactionStatement.None)
        {
            new SqlText([], 0).RequireValues(values.Length);
            if (transaction == TransactionStatement.Begin) Begin();
            else if (transaction == TransactionStatement.Commit) Commit();
            else Rollback();
            return default;
        }
        using var scope = NewScope();
        using var lease = new Lease(this, pool);
        var outcome = lease.Connection.Run(sql, values, rows, scope);
        if (outcome.LastInsertId is { } id) LastInsertId = id;
        if (outcome.ChangesSchema)
        {
            _hasChangedSchema |= _pinned is not null;
            Source.Catalogue.Clear();
        }
        // On SQLite a savepoint begins a transaction, which would silently end with the lease.
        if (_pinned is null && lease.Connection.IsInTransaction) throw DatabaseException.SavepointAlone();
        return outcome;
    }

    /// <summary>Runs an action on a connection: the transaction's, or any.</summary>
    public T Use<T>(Func<DatabaseConnection, StatementScope, T> action)
    {
        using var scope = NewScope();
        using var lease = new Lease(this, _pinnedPool ?? Pool);
        return action(lease.Connection, scope);
    }

    /// <summary>Returns a table of the catalogue, or null.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="column">A column that, if it is not cached, makes the catalogue reload the table.</param>
    public DatabaseTable? FindTable(string name, string? column = null) => Use((connection, scope) => Source.Catalogue.Find(connection, name, scope, column));

    /// <summary>Begins a transaction and reserves its connection.</summary>
    public void Begin()
    {
        if (_pinned is not null) throw new DatabaseException(DatabaseException.Query, "a transaction is open already; commit it or roll it back first");
        var pool = Pool;
        using var scope = NewScope();
        var connection = pool.Lease(guest.Stopping);
        try
        {
            connection.Begin(scope);
            (_pinned, _pinnedPool) = (connection, pool);
        }
        catch
        {
            pool.Return(connection);
            throw;
        }
    }

    /// <summary>Commits the transaction.</summary>
    public void Commit()
    {
        var connection = _pinned ?? throw NothingOpen();
        using var scope = NewScope();
        try
        {
            RequireUsable(connection);
            connection.Commit(scope);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Rolls the transaction back.</summary>
    public void Rollback()
    {
        var connection = _pinned ?? throw NothingOpen();
        connection.Rollback();
        Release();
    }

    /// <summary>Ends the event: an open transaction is rolled back, its connection returned and all state cleared.</summary>
    public void Reset()
    {
        if (_pinned is { } connection)
        {
            connection.Rollback();
            Release();
        }
        _hasChangedSchema = false;
        LastInsertId = null;
        QueryResult = [];
        ExecuteResult = -1;
    }

    public void Dispose()
    {
        Reset();
        _own?.Dispose();
    }

    void Release()
    {
        var (connection, pool) = (_pinned!, _pinnedPool!);
        (_pinned, _pinnedPool) = (null, null);
        pool.Return(connection);
        if (!_hasChangedSchema) return;
        _hasChangedSchema = false;
        Source.Catalogue.Clear();
    }

    static void RequireUsable(DatabaseConnection connection)
    {
        if (connection.IsBroken) throw new DatabaseException(DatabaseException.Connection, "the transaction was lost with its connection; roll it back and begin again");
        if (!connection.IsInTransaction) throw new DatabaseException(DatabaseException.Query, "the database has rolled the transaction back by itself; roll it back here too and begin again");
    }

    static DatabaseException NothingOpen() => new(DatabaseException.Query, "no transaction is open");

    readonly ref struct Lease : IDisposable
    {
        readonly DatabasePool? _pool;

        public Lease(DatabaseSession session, DatabasePool pool)
        {
            if (session._pinned is { } pinned)
            {
                RequireUsable(pinned);
                Connection = pinned;
                return;
            }
            Connection = pool.Lease(session.Guest.Stopping);
            _pool = pool;
        }

        public DatabaseConnection Connection { get; }

        public void Dispose() => _pool?.Return(Connection);
    }

    Guest Guest => guest;
}
