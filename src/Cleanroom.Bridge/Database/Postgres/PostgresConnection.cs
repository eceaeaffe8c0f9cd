using System.Data;
using System.Globalization;
using System.Text;
using Cleanroom.Bridge.Database.Sql;
using Npgsql;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>A connection to PostgreSQL.</summary>
sealed class PostgresConnection(NpgsqlConnection connection, PostgresPool pool) : DatabaseConnection
{
    bool _isInTransaction;

    // Locks of a session outlive its transaction.
    bool _mayHoldLocks;

    // After a failure the server rejects everything until the transaction ends, and answers a commit with a rollback that looks like success.
    bool _hasFailed;

    public override SqlDialect Dialect => PostgresDialect.Instance;

    public override bool IsInTransaction => _isInTransaction;

    public override StatementOutcome Run(ReadOnlySpan<byte> sql, ReadOnlySpan<SqlValue> values, RowWriter? rows, StatementScope scope)
    {
        var statement = SqlText.Translate(sql, PostgresDialect.Instance, values);
        statement.RequireValues(values.Length);
        _mayHoldLocks |= PostgresScript.MayLock(statement.Text);
        var (textIsTyped, keyIsFresh) = (false, false);
        while (true)
        {
            var key = !_hasFailed && PostgresInsert.TryTable(statement.Text, out var table) ? KeyOf(table, scope) : "";
            var text = key.Length > 0 ? PostgresInsert.Returning(statement.Text, key) : Encoding.UTF8.GetString(PostgresScript.TrimEnd(statement.Text));
            try
            {
                if (!textIsTyped && ContainsArray(values)) values = pool.ArrayParameters.Convert(connection, text, values);
                var outcome = Execute(text, values, rows, key.Length > 0, textIsTyped, scope);
                if (_hasFailed && PostgresScript.IsRollbackToSavepoint(statement.Text)) _hasFailed = false;
                if (outcome.HasColumns || !PostgresScript.ChangesSchema(statement.Text)) return outcome;
                pool.Keys.Clear();
                pool.ArrayParameters.Clear();
                return outcome with { ChangesSchema = true };
            }
            // If the context does not determine the type of a text, the server fails before it does anything; retry with an explicit text type. Inside a
            // transaction this is too late.
            catch (PostgresException unclear) when (unclear.SqlState == PostgresErrors.IndeterminateType && !_isInTransaction && !textIsTyped)
            {
                textIsTyped = true;
            }
            // Another client may have renamed the key.
            catch (PostgresException missing) when (missing.SqlState == PostgresErrors.UndefinedColumn && key.Length > 0 && !_isInTransaction && !keyIsFresh)
            {
                pool.Keys.Clear();
                keyIsFresh = true;
            }
            catch (Exception failure) when (PostgresErrors.IsExpected(failure))
            {
                throw Failed(failure, statement.Text, scope);
            }
        }
    }

    public override void RunScript(ReadOnlySpan<byte> script, StatementScope scope)
    {
        SqlText.RequireNoNul(script);
        var statements = SqlScript.Split(script, PostgresDialect.Instance.Syntax);
        if (statements.Exists(static statement => SqlScript.TransactionOf(statement, PostgresDialect.Instance) != TransactionStatement.None)) throw DatabaseException.EndsTransaction();
        foreach (var statement in statements)
        {
            _mayHoldLocks |= PostgresScript.MayLock(statement);
            Command(Encoding.UTF8.GetString(statement), scope);
        }
        pool.Keys.Clear();
        pool.ArrayParameters.Clear();
    }

    public override void Begin(StatementScope scope)
    {
        Command("BEGIN", scope);
        (_isInTransaction, _hasFailed) = (true, false);
    }

    public override void Commit(StatementScope scope)
    {
        if (_hasFailed)
        {
            Rollback();
            throw new DatabaseException(DatabaseException.Query, "the transaction was rolled back, because a statement in it had failed");
        }
        // The transaction is over in any case: a connection that failed here is dropped.
        _isInTransaction = false;
        try
        {
            Command("COMMIT", scope);
        }
        catch (DatabaseException)
        {
            IsBroken = true;
            throw;
        }
    }

    public override void Rollback()
    {
        _isInTransaction = _hasFailed = false;
        if (IsBroken) return;
        try
        {
            using var command = new NpgsqlCommand("ROLLBACK", connection) { CommandTimeout = 5 };
            command.ExecuteNonQuery();
        }
        catch (Exception failure) when (PostgresErrors.IsExpected(failure))
        {
            IsBroken = true;
        }
    }

    /// <summary>
    /// Releases locks that the driver would only release when the connection is used again: others would wait for an idle connection.
    /// </summary>
    public void ReleaseLocks()
    {
        if (!_mayHoldLocks) return;
        try
        {
            using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection) { CommandTimeout = 5 };
            command.ExecuteNonQuery();
        }
        catch (Exception failure) when (PostgresErrors.IsExpected(failure))
        {
            // The server releases the locks of a connection that is lost.
        }
    }

    /// <summary>Returns the server's maximum number of connections, or null when it does not say.</summary>
    public int? ReadMaxConnections()
    {
        try
        {
            using var command = new NpgsqlCommand("SHOW max_connections", connection);
            return int.TryParse(command.ExecuteScalar() as string, NumberStyles.None, CultureInfo.InvariantCulture, out var max) ? max : null;
        }
        catch (Exception failure) when (PostgresErrors.IsExpected(failure))
        {
            // A pooler in front of the server may not know the parameter; after another failure the next statement shows it.
            return null;
        }
    }

    public override void Dispose() => connection.Dispose();

    void Command(string sql, StatementScope scope)
    {
        try
        {
            Execute(sql, [], null, returnsKey: false, textIsTyped: false, scope);
        }
        catch (Exception failure) when (PostgresErrors.IsExpected(failure))
        {
            throw Failed(failure, Encoding.UTF8.GetBytes(sql), scope);
        }
    }

    StatementOutcome Execute(string sql, ReadOnlySpan<SqlValue> values, RowWriter? rows, bool returnsKey, bool textIsTyped, StatementScope scope)
    {
        scope.ThrowIfOver();
        using var command = new NpgsqlCommand(sql, connection) { AllResultTypesAreUnknown = true };
        PostgresParameters.Add(command, values, textIsTyped);
        PostgresParameters.KeepInOnePiece(command);
        using var cancellation = new PostgresCancellation(command, pool, scope.Token);
        try
        {
            using var reader = command.ExecuteReader(CommandBehavior.SequentialAccess);
            if (returnsKey) return ReadKeys(reader);
            var result = rows is null || reader.FieldCount == 0 ? null : new PostgresRows(reader, rows, pool.Types, scope.MaxResultBytes);
            var outcome = ReadRows(reader, result, cancellation);
            result?.Finish(AskForType);
            return outcome;
        }
        finally
        {
            if (cancellation.WasAsked || connection.FullState.HasFlag(ConnectionState.Broken) || connection.State != ConnectionState.Open) IsBroken = true;
        }
    }

    static StatementOutcome ReadRows(NpgsqlDataReader reader, PostgresRows? rows, PostgresCancellation cancellation)
    {
        var hasColumns = reader.FieldCount > 0;
        try
        {
            rows?.Read();
        }
        catch (DatabaseException)
        {
            // Cancel instead of reading rows only to discard them.
            cancellation.Start();
            throw;
        }
        reader.Close();
        return new StatementOutcome(hasColumns, Math.Max(0, reader.RecordsAffected), null);
    }

    static StatementOutcome ReadKeys(NpgsqlDataReader reader)
    {
        long? last = null;
        while (reader.Read()) last = long.Parse(reader.GetString(0), CultureInfo.InvariantCulture);
        reader.Close();
        return new StatementOutcome(false, Math.Max(0, reader.RecordsAffected), last);
    }

    // On the same connection: no other one sees a type created in this transaction.
    (uint Base, uint Element, byte Delimiter)? AskForType(uint oid)
    {
        using var command = new NpgsqlCommand(PostgresTypes.Query, connection) { Parameters = { new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Oid, Value = oid } } };
        using var reader = command.ExecuteReader();
        return reader.Read() ? ((uint)reader.GetInt64(0), (uint)reader.GetInt64(1), (byte)reader.GetString(2)[0]) : null;
    }

    string KeyOf(string table, StatementScope scope)
    {
        if (pool.Keys.TryGetValue(table, out var cached)) return cached;
        try
        {
            using var command = new NpgsqlCommand(PostgresInsert.KeyQuery, connection);
            PostgresParameters.Add(command, [SqlValue.Of(table)], textIsTyped: true);
            return pool.Keys[table] = command.ExecuteScalar() as string ?? "";
        }
        catch (Exception failure) when (PostgresErrors.IsExpected(failure))
        {
            throw Failed(failure, [], scope);
        }
    }

    static bool ContainsArray(ReadOnlySpan<SqlValue> values)
    {
        foreach (var value in values)
            if (value.Kind == SqlValueKind.Array) return true;
        return false;
    }

    DatabaseException Failed(Exception failure, ReadOnlySpan<byte> sql, StatementScope scope)
    {
        if (_isInTransaction) _hasFailed = true;
        if (failure is not PostgresException) IsBroken = true;
        if (failure is PostgresException { SqlState: PostgresErrors.UndefinedColumn or PostgresErrors.UndefinedTable }) pool.Keys.Clear();
        if (failure is PostgresException { SqlState: PostgresErrors.SyntaxError } && SqlScript.Split(sql, PostgresDialect.Instance.Syntax).Count > 1)
            return DatabaseException.SeveralStatements();
        return PostgresErrors.Of(failure, scope);
    }
}
