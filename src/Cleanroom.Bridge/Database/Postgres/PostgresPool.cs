using System.Collections.Concurrent;
using System.Net.Sockets;
using Cleanroom.Bridge.Database.Sql;
using Npgsql;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>
/// Connections to a PostgreSQL server. The driver keeps idle connections, resets each before reuse, and drops all when the server goes away. With several
/// servers, the driver uses the first that accepts a connection.
/// </summary>
sealed class PostgresPool : DatabasePool
{
    const int CancelSeconds = 2;

    readonly NpgsqlDataSource _source;

    // A separate connection for each cancel request: the pool's connections may all be busy with the commands to cancel.
    readonly NpgsqlConnectionStringBuilder _cancellations;

    public PostgresPool(DatabaseEngine engine, NpgsqlConnectionStringBuilder settings, DatabaseOptions options, string maskedUrl) : base(engine, options, maskedUrl)
    {
        settings.Pooling = true;
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = Options.PoolSize is { } size ? Math.Max(1, size) : MaxDefaultSize;
        settings.Timeout = Seconds(options.AcquireTimeout);
        // Normally the statement's scope ends it; this covers servers that do not respond to a cancel request.
        settings.CommandTimeout = Seconds(options.StatementTimeout) + 2;
        settings.CancellationTimeout = 2000;
        settings.IncludeErrorDetail = false;
        _source = MakeSource(settings.ConnectionString);
        _cancellations = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false, Timeout = CancelSeconds, CommandTimeout = CancelSeconds, TargetSessionAttributes = null };
    }

    /// <summary>The key columns of tables by name, "" for none.</summary>
    public ConcurrentDictionary<string, string> Keys { get; } = new();

    /// <summary>The parameters that are arrays.</summary>
    public PostgresArrayParameters ArrayParameters { get; } = new();

    /// <summary>The column types seen so far.</summary>
    public PostgresTypes Types { get; } = new();

    protected override DatabaseConnection Take(TimeSpan limit)
    {
        try
        {
            return new PostgresConnection(_source.OpenConnection(), this);
        }
        catch (PostgresException refused)
        {
            throw new DatabaseException(DatabaseException.Connection, "the database server refused the connection", $"the database server refused the connection to {MaskedUrl} (SQLSTATE {refused.SqlState})", refused);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or SocketException or IOException)
        {
            throw new DatabaseException(DatabaseException.Connection, "the database server cannot be reached", $"the database server of {MaskedUrl} cannot be reached: {DatabaseUrl.Mask(FailureText.Of(failure.GetBaseException()))}", failure);
        }
    }

    protected override int? MaxServerConnections(DatabaseConnection connection) => ((PostgresConnection)connection).ReadMaxConnections();

    protected override void Keep(DatabaseConnection connection)
    {
        // The driver cannot discard a single connection; all idle ones are reopened.
        if (connection.IsBroken) _source.Clear();
        else ((PostgresConnection)connection).ReleaseLocks();
        connection.Dispose();
    }

    /// <summary>Asks the server to cancel the command of another connection. Has no effect when none is running or the server cannot be reached.</summary>
    /// <param name="host">The server of the connection.</param>
    /// <param name="port">Its port.</param>
    /// <param name="processId">The server's process for the connection.</param>
    public void CancelBackend(string? host, int port, int processId)
    {
        try
        {
            using var source = MakeSource(new NpgsqlConnectionStringBuilder(_cancellations.ConnectionString) { Host = host, Port = port }.ConnectionString);
            using var connection = source.OpenConnection();
            using var command = new NpgsqlCommand("SELECT pg_cancel_backend($1)", connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = processId } } };
            command.ExecuteNonQuery();
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or SocketException or IOException or ObjectDisposedException)
        {
        }
    }

    protected override void Close() => _source.Dispose();

    static NpgsqlDataSource MakeSource(string settings)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(settings);
        builder.EnableTransportSecurity();
        builder.EnableArrays();
        return builder.Build();
    }

    static int Seconds(TimeSpan time) => (int)Math.Clamp(Math.Ceiling(time.TotalSeconds), 1, 1024);
}
