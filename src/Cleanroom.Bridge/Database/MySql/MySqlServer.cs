using System.Globalization;
using MySqlConnector;

namespace Cleanroom.Bridge.Database.MySql;

/// <summary>
/// One server of a URL. The driver keeps idle connections and resets each before reuse: transactions, locks, temporary tables, variables and settings of a
/// session end.
/// </summary>
sealed class MySqlServer : IDisposable
{
    // The driver looks for a Unix socket when the source is made: it may appear later.
    readonly Lazy<MySqlDataSource> _source;
    readonly string? _sqlMode;

    // A separate connection for each cancel request: the pool's connections may all be busy with the statements to cancel.
    readonly string _cancellations;

    // Known after the first connection; "" when the server's own settings are right.
    volatile string? _setup;

    public MySqlServer(MySqlConnectionStringBuilder settings, string? sqlMode, uint cancelSeconds)
    {
        _sqlMode = sqlMode;
        var pooled = settings.ConnectionString;
        _source = new Lazy<MySqlDataSource>(() => new MySqlDataSourceBuilder(pooled).UseConnectionOpenedCallback(SetUp).Build(), LazyThreadSafetyMode.PublicationOnly);
        settings.Pooling = false;
        settings.ConnectionTimeout = settings.DefaultCommandTimeout = cancelSeconds;
        _cancellations = settings.ConnectionString;
    }

    /// <summary>How many connections the server allows to all its clients; null before the first connection.</summary>
    public int? MaxConnections { get; private set; }

    /// <summary>Opens a connection, or takes an idle one.</summary>
    public MySqlConnection Open() => _source.Value.OpenConnection();

    /// <summary>Asks the server to cancel the statement of another connection. Has no effect when none is running or the server cannot be reached.</summary>
    public void KillQuery(int thread)
    {
        try
        {
            using var connection = new MySqlConnection(_cancellations);
            connection.Open();
            using var command = new MySqlCommand(string.Create(CultureInfo.InvariantCulture, $"KILL QUERY {thread}"), connection);
            command.ExecuteNonQuery();
        }
        catch (Exception failure) when (MySqlErrors.IsExpected(failure))
        {
        }
    }

    public void Dispose()
    {
        if (_source.IsValueCreated) _source.Value.Dispose();
    }

    ValueTask SetUp(MySqlConnectionOpenedContext context, CancellationToken cancellationToken)
    {
        _setup ??= ReadSetup(context.Connection);
        if (_setup.Length > 0)
        {
            using var command = new MySqlCommand(_setup, context.Connection);
            command.ExecuteNonQuery();
        }
        return default;
    }

    // One statement more for every lease only where the server's defaults differ: times are in UTC, and a backslash escapes, as the scanner expects.
    string ReadSetup(MySqlConnection connection)
    {
        using var command = new MySqlCommand("SELECT @@time_zone, @@system_time_zone, @@sql_mode, @@max_connections", connection);
        using var reader = command.ExecuteReader();
        reader.Read();
        var (zone, system, mode) = (reader.GetString(0), reader.GetString(1), reader.GetString(2));
        MaxConnections = Convert.ToInt32(reader.GetValue(3), CultureInfo.InvariantCulture);
        var settings = new List<string>();
        if (zone is not ("UTC" or "+00:00") && (zone != "SYSTEM" || system != "UTC")) settings.Add("time_zone = '+00:00'");
        var wanted = string.Join(',', (_sqlMode ?? mode).Split(',').Where(static name => !name.Equals("NO_BACKSLASH_ESCAPES", StringComparison.OrdinalIgnoreCase)));
        if (wanted != mode) settings.Add($"sql_mode = '{wanted}'");
        return settings.Count == 0 ? "" : $"SET {string.Join(", ", settings)}";
    }
}
