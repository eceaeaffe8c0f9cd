using System.Data;
using System.Text;
using Cleanroom.Bridge.Database.Sql;
using MySqlConnector;

namespace Cleanroom.Bridge.Database.MySql;

/// <summary>A connection to MySQL or MariaDB.</summary>
sealed class MySqlServerConnection : DatabaseConnection
{
    // How long a server may take to obey a cancel request.
    static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(3);

    readonly MySqlServer _server;
    readonly MySqlDataSource _source;
    readonly MySqlConnection _connection;
    bool _isInTransaction, _isTainted;
    Task? _abandoned;

    /// <summary>Connects.</summary>
    /// <param name="server">The server.</param>
    /// <param name="source">The driver's source of this connection alone.</param>
    public MySqlServerConnection(MySqlServer server, MySqlDataSource source)
    {
        (_server, _source) = (server, source);
        try
        {
            _connection = source.OpenConnection();
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public override SqlDialect Dialect => MySqlDialect.Instance;

    public override bool IsInTransaction => _isInTransaction;

    public override bool IsTainted => _isTainted;

    /// <summary>The server that it is connected to.</summary>
    public MySqlServer Server => _server;

    /// <summary>False when the connection is lost, or when the server does not respond.</summary>
    public bool IsResponsive => _abandoned is null && _connection.State == ConnectionState.Open;

    /// <summary>Ends what the session holds: transaction, locks, temporary tables, variables, settings. A lost connection is replaced by a new one.</summary>
    /// <exception cref="Exception">The server cannot be reached, or refuses: see <see cref="MySqlErrors.IsExpected"/>.</exception>
    public void Reset()
    {
        _connection.Close();
        _connection.Open();
    }

    public override StatementOutcome Run(ReadOnlySpan<byte> sql, ReadOnlySpan<SqlValue> values, RowWriter? rows, StatementScope scope)
    {
        sql = MySqlScript.OpenComments(sql);
        MySqlScript.RequireNoDelimiter(sql);
        var statement = SqlText.Translate(sql, MySqlDialect.Instance, values);
        statement.RequireValues(values.Length);
        RequireOne(statement.Text);
        if (_isInTransaction && MySqlScript.Commits(statement.Text))
            throw new DatabaseException(DatabaseException.Query, "MySQL would commit the open transaction before this statement; run it outside of transactions");
        if (!_isInTransaction && MySqlScript.IsSavepoint(statement.Text)) throw DatabaseException.SavepointAlone();
        try
        {
            var outcome = Execute(statement, values, rows, scope);
            return outcome.HasColumns || !MySqlScript.ChangesSchema(statement.Text) ? outcome : outcome with { ChangesSchema = true };
        }
        catch (Exception failure) when (MySqlErrors.IsExpected(failure))
        {
            throw Failed(failure, scope);
        }
    }

    public override void RunScript(ReadOnlySpan<byte> script, StatementScope scope)
    {
        SqlText.RequireNoNul(script);
        script = MySqlScript.OpenComments(script);
        var statements = SqlScript.Split(script, MySqlDialect.Instance.Syntax);
        foreach (var statement in statements) MySqlScript.RequireNoDelimiter(statement);
        if (statements.Exists(static statement => SqlScript.TransactionOf(statement, MySqlDialect.Instance) != TransactionStatement.None)) throw DatabaseException.EndsTransaction();
        foreach (var statement in statements)
        {
            Command(statement, scope);
            // The statements around it stay together.
            if (_isInTransaction && MySqlScript.Commits(statement)) Command("START TRANSACTION"u8, scope);
        }
    }

    public override void Begin(StatementScope scope)
    {
        Command("START TRANSACTION"u8, scope);
        _isInTransaction = true;
    }

    public override void Commit(StatementScope scope)
    {
        // The transaction is over in any case: a connection that failed here is dropped.
        _isInTransaction = false;
        try
        {
            Command("COMMIT"u8, scope);
        }
        catch (DatabaseException)
        {
            IsBroken = true;
            throw;
        }
    }

    public override void Rollback()
    {
        _isInTransaction = false;
        if (IsBroken) return;
        try
        {
            using var command = new MySqlCommand("ROLLBACK", _connection) { CommandTimeout = 5 };
            command.ExecuteNonQuery();
        }
        catch (Exception failure) when (MySqlErrors.IsExpected(failure))
        {
            IsBroken = true;
        }
    }

    public override void Dispose()
    {
        if (_abandoned is null) Close();
        else _abandoned.ContinueWith(_ => Close(), TaskScheduler.Default);

        void Close()
        {
            _connection.Dispose();
            _source.Dispose();
        }
    }

    void Command(ReadOnlySpan<byte> sql, StatementScope scope)
    {
        try
        {
            Execute(new SqlText(sql.ToArray(), 0), [], null, scope);
        }
        catch (Exception failure) when (MySqlErrors.IsExpected(failure))
        {
            throw Failed(failure, scope);
        }
    }

    StatementOutcome Execute(in SqlText statement, ReadOnlySpan<SqlValue> values, RowWriter? rows, StatementScope scope)
    {
        scope.ThrowIfOver();
        _isTainted |= !MySqlScript.IsResettable(statement.Text);
        using var command = new MySqlCommand(Encoding.UTF8.GetString(values.IsEmpty ? statement.Text : MySqlScript.HideVariables(statement.Text)), _connection);
        MySqlParameters.Add(command, statement, values);
        using var cancellation = new MySqlCancellation(_server, _connection, scope.Token);
        try
        {
            // Without values there is nothing to bind, and one trip to the server is enough.
            if (!values.IsEmpty) Prepare(command, scope);
            using var reader = command.ExecuteReader();
            var hasColumns = reader.FieldCount > 0;
            if (hasColumns && rows is not null) ReadRows(reader, rows, scope, cancellation);
            // Failures of what follows the first result appear only here.
            while (reader.NextResult())
            {
            }
            // A function that waits may return instead of failing when it is cancelled.
            if (cancellation.WasAsked) scope.ThrowIfOver();
            return new StatementOutcome(hasColumns, Math.Max(0, reader.RecordsAffected), command.LastInsertedId is var id && id != 0 ? id : null);
        }
        finally
        {
            if (cancellation.WasAsked || _connection.State != ConnectionState.Open) IsBroken = true;
        }
    }

    // The driver has no time limit for this step: a server that does not respond is left alone, and the connection is closed when it does.
    void Prepare(MySqlCommand command, StatementScope scope)
    {
        var prepared = command.PrepareAsync();
        try
        {
            Task.WaitAny([prepared], scope.Token);
        }
        catch (OperationCanceledException) when (Task.WaitAny([prepared], MaxWait) < 0)
        {
            _abandoned = prepared;
            throw;
        }
        catch (OperationCanceledException)
        {
        }
        prepared.GetAwaiter().GetResult();
    }

    static void ReadRows(MySqlDataReader reader, RowWriter rows, StatementScope scope, MySqlCancellation cancellation)
    {
        try
        {
            new MySqlRows(reader, rows, scope.MaxResultBytes).Read();
        }
        catch (DatabaseException)
        {
            // Cancel instead of reading rows only to discard them.
            cancellation.Start();
            throw;
        }
    }

    // The driver would send several statements at once.
    static void RequireOne(ReadOnlySpan<byte> sql)
    {
        var scanner = new SqlScanner(sql, MySqlDialect.Instance.Syntax);
        var isEmpty = true;
        while (isEmpty && scanner.Next(out var token)) isEmpty = token is SqlToken.Blank or SqlToken.Semicolon;
        if (isEmpty) throw DatabaseException.NoStatement();
        if (sql.Contains((byte)';') && SqlScript.Split(sql, MySqlDialect.Instance.Syntax).Count > 1) throw DatabaseException.SeveralStatements();
    }

    DatabaseException Failed(Exception failure, StatementScope scope)
    {
        failure = MySqlErrors.CauseOf(failure);
        if (MySqlErrors.EndsTransaction(failure)) _isInTransaction = false;
        if (!MySqlErrors.IsOfServer(failure)) IsBroken = true;
        return MySqlErrors.Of(failure, scope);
    }
}
