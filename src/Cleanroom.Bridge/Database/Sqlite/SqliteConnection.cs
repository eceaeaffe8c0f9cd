using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Text;
using SQLitePCL;

namespace Cleanroom.Bridge.Database.Sqlite;

/// <summary>A connection to SQLite through its C API: rows are copied directly from SQLite's memory.</summary>
sealed class SqliteConnection : DatabaseConnection
{
    const int MaxKeptStatements = 64;
    const int MaxKeptText = 4096;
    const int MaxValueBytes = 64 << 20;
    const int SmallValueBytes = 1000;
    const int OperationsBetweenChecks = 5000;
    const int MaxBusyWait = 20;
    const int BusySnapshot = 517;

    readonly sqlite3 _database;
    readonly bool _isReadOnly;
    readonly SqliteAuthorizer _authorizer = new();
    readonly Dictionary<byte[], SqliteStatement> _statements = new(Utf8Comparer.Instance);

    // Kept alive, because native code calls them.
    readonly delegate_authorizer _authorize;
    readonly delegate_progress _progress;
    readonly delegate_update _update;
    readonly SqliteFunctions? _functions;
    StatementScope? _scope;
    bool _isHosts;

    // To detect an insert with the same id as the one before.
    long _lastRow;
    bool _hasInsertedLastRow;

    public SqliteConnection(SqliteLocation location)
    {
        _isReadOnly = location.IsReadOnly;
        _authorize = _authorizer.Authorize;
        _progress = IsOver;
        _update = NoteChange;
        var result = raw.sqlite3_open_v2(location.OpenName, out _database, location.OpenFlags, null);
        // A file that is not a database is only detected at the first read.
        if (result == raw.SQLITE_OK) result = raw.sqlite3_exec(_database, "SELECT 1 FROM sqlite_schema LIMIT 1");
        if ((result & 0xFF) is not (raw.SQLITE_OK or raw.SQLITE_BUSY or raw.SQLITE_LOCKED))
        {
            var message = raw.sqlite3_errmsg(_database).utf8_to_string();
            _database.Dispose();
            throw new DatabaseException(DatabaseException.Connection, $"the database cannot be opened: {message}");
        }
        raw.sqlite3_limit(_database, raw.SQLITE_LIMIT_LENGTH, MaxValueBytes);
        raw.sqlite3_db_config(_database, raw.SQLITE_DBCONFIG_DEFENSIVE, 1, out _);
        raw.sqlite3_extended_result_codes(_database, 1);
        raw.sqlite3_progress_handler(_database, OperationsBetweenChecks, _progress, null);
        raw.sqlite3_set_authorizer(_database, _authorize, null);
        raw.sqlite3_update_hook(_database, _update, null);
        _functions = new SqliteFunctions(_database, () => IsOver(null) != 0);
    }

    public override bool IsTainted => _authorizer.IsTainted;

    public override SqlDialect Dialect => SqliteDialect.Instance;

    public override bool IsInTransaction => raw.sqlite3_get_autocommit(_database) == 0;

    /// <summary>Enables write-ahead logging, so that readers and a writer do not block each other.</summary>
    public void UseWriteAheadLog()
    {
        raw.sqlite3_set_authorizer(_database, (delegate_authorizer?)null, null);
        raw.sqlite3_exec(_database, "PRAGMA journal_mode = WAL");
        raw.sqlite3_set_authorizer(_database, _authorize, null);
    }

    public override StatementOutcome Run(ReadOnlySpan<byte> sql, ReadOnlySpan<SqlValue> values, RowWriter? rows, StatementScope scope)
    {
        using var running = new Running(this, scope);
        var (statement, isKept) = ((SqliteStatement?)null, true);
        try
        {
            statement = Prepare(sql, scope, out isKept);
            statement.Bind(values);
            return Run(statement, rows, scope);
        }
        finally
        {
            statement?.Reset();
            if (!isKept) statement?.Dispose();
        }
    }

    public override void RunScript(ReadOnlySpan<byte> script, StatementScope scope)
    {
        // SQLite reads up to the first NUL and would start over there forever.
        SqlText.RequireNoNul(script);
        using var running = new Running(this, scope);
        while (!script.IsEmpty)
        {
            scope.ThrowIfOver();
            using var handle = PrepareFirst(script, scope, out script);
            if (handle is null) continue;
            int result;
            for (result = FirstStep(handle, scope); result == raw.SQLITE_ROW; result = raw.sqlite3_step(handle))
            {
            }
            if (result != raw.SQLITE_DONE) throw Failed(result, scope);
        }
    }

    // Immediate: two transactions that read first and write later would otherwise deadlock.
    public override void Begin(StatementScope scope) => RunTransaction(_isReadOnly ? "BEGIN"u8 : "BEGIN IMMEDIATE"u8, scope);

    public override void Commit(StatementScope scope) => RunTransaction("COMMIT"u8, scope);

    public override void Rollback()
    {
        if (IsInTransaction && raw.sqlite3_exec(_database, "ROLLBACK") != raw.SQLITE_OK) IsBroken = true;
    }

    public override void Dispose()
    {
        ForgetStatements();
        _database.Dispose();
        _functions?.Dispose();
    }

    StatementOutcome Run(SqliteStatement statement, RowWriter? rows, StatementScope scope)
    {
        var handle = statement.Handle;
        var columns = raw.sqlite3_column_count(handle);
        var before = raw.sqlite3_total_changes(_database);
        (_lastRow, _hasInsertedLastRow) = (raw.sqlite3_last_insert_rowid(_database), false);
        var result = FirstStep(handle, scope);
        // Read names after the first step, which may re-prepare the statement after a schema change.
        if (columns > 0) columns = raw.sqlite3_column_count(handle);
        if (columns > 0) rows?.Begin(statement.Names());
        for (; result == raw.SQLITE_ROW; result = raw.sqlite3_step(handle))
            if (rows is not null && !SqliteRows.Write(handle, columns, rows)) break;
        if (result is not (raw.SQLITE_DONE or raw.SQLITE_ROW)) throw Failed(result, scope);
        if (columns > 0) rows?.End();
        var changed = raw.sqlite3_total_changes(_database) != before;
        // An upsert that updated a row and a table without row ids leave the id of an earlier insert, possibly of another event.
        var last = raw.sqlite3_last_insert_rowid(_database);
        return new StatementOutcome(
            columns > 0,
            changed ? raw.sqlite3_changes(_database) : 0,
            changed && statement.Inserts && (last != _lastRow || _hasInsertedLastRow) ? last : null)
        { ChangesSchema = statement.ChangesSchema };
    }

    void RunTransaction(ReadOnlySpan<byte> statement, StatementScope scope)
    {
        _isHosts = true;
        try
        {
            RunScript(statement, scope);
        }
        finally
        {
            _isHosts = false;
        }
    }

    SqliteStatement Prepare(ReadOnlySpan<byte> sql, StatementScope scope, out bool isKept)
    {
        var lookup = _statements.GetAlternateLookup<ReadOnlySpan<byte>>();
        isKept = true;
        if (lookup.TryGetValue(sql, out var cached)) return cached;
        var text = SqlText.Translate(sql, SqliteDialect.Instance);
        var handle = PrepareFirst(text.Text, scope, out var rest) ?? throw DatabaseException.NoStatement();
        if (!IsBlank(rest))
        {
            handle.Dispose();
            throw DatabaseException.SeveralStatements();
        }
        var statement = new SqliteStatement(handle, text, _authorizer.Inserts, _authorizer.ChangesSchema);
        isKept = sql.Length <= MaxKeptText && !_authorizer.IsTainted && !statement.ChangesSchema;
        if (isKept)
        {
            if (_statements.Count == MaxKeptStatements) ForgetStatements();
            lookup[sql] = statement;
        }
        return statement;
    }

    // Returns null for white space and comments.
    sqlite3_stmt? PrepareFirst(ReadOnlySpan<byte> sql, StatementScope scope, out ReadOnlySpan<byte> rest)
    {
        for (var wait = 1; ; wait = Math.Min(wait * 2, MaxBusyWait))
        {
            _authorizer.Begin();
            _authorizer.RefusesTransactions = !_isHosts;
            var result = raw.sqlite3_prepare_v2(_database, sql, out var handle, out rest);
            _authorizer.RefusesTransactions = false;
            if (result == raw.SQLITE_OK) return handle is { IsInvalid: false } ? handle : null;
            if (!IsBusy(result)) throw Failed(result, scope);
            Wait(wait, scope);
        }
    }

    // Another connection holds a lock: the statement can only be restarted before its first row.
    int FirstStep(sqlite3_stmt handle, StatementScope scope)
    {
        for (var wait = 1; ; wait = Math.Min(wait * 2, MaxBusyWait))
        {
            scope.ThrowIfOver();
            var result = raw.sqlite3_step(handle);
            if (!IsBusy(result)) return result;
            raw.sqlite3_reset(handle);
            Wait(wait, scope);
        }
    }

    // A stale snapshot stays stale: waiting does not help.
    static bool IsBusy(int result) => result != BusySnapshot && (result & 0xFF) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    static void Wait(int milliseconds, StatementScope scope)
    {
        if (scope.Token.WaitHandle.WaitOne(milliseconds)) throw DatabaseException.TimedOut(scope);
    }

    // SQLite forgets an interrupt between two steps; this flag persists.
    int IsOver(object? data) => _scope is { Token.IsCancellationRequested: true } ? 1 : 0;

    void NoteChange(object data, int kind, utf8z database, utf8z table, long row) => _hasInsertedLastRow |= kind == raw.SQLITE_INSERT && row == _lastRow;

    DatabaseException Failed(int result, StatementScope scope)
    {
        var message = raw.sqlite3_errmsg(_database).utf8_to_string();
        if (_authorizer.RefusedTransaction) return DatabaseException.EndsTransaction();
        if (SqliteErrors.IsFatal(result)) IsBroken = true;
        return SqliteErrors.Of(result, message, scope);
    }

    void ForgetStatements()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _statements.Clear();
    }

    static bool IsBlank(ReadOnlySpan<byte> sql)
    {
        var scanner = new SqlScanner(sql, SqliteDialect.Instance.Syntax);
        while (scanner.Next(out var token))
            if (token is not (SqlToken.Blank or SqlToken.Semicolon)) return false;
        return true;
    }

    // Within a step, SQLite checks for an interrupt only at loop iterations. It checks the limit on value sizes at every operation on a value, so lowering
    // that limit ends even an expression of a thousand functions.
    readonly ref struct Running : IDisposable
    {
        readonly SqliteConnection _connection;
        readonly CancellationTokenRegistration _interruption;

        public Running(SqliteConnection connection, StatementScope scope)
        {
            connection._scope = scope;
            _connection = connection;
            _interruption = scope.Token.UnsafeRegister(
                static state =>
                {
                    var database = ((SqliteConnection)state!)._database;
                    raw.sqlite3_limit(database, raw.SQLITE_LIMIT_LENGTH, SmallValueBytes);
                    raw.sqlite3_interrupt(database);
                },
                connection);
        }

        public void Dispose()
        {
            _interruption.Dispose();
            if (_connection._scope!.Token.IsCancellationRequested) raw.sqlite3_limit(_connection._database, raw.SQLITE_LIMIT_LENGTH, MaxValueBytes);
            _connection._scope = null;
        }
    }
}
