using System.Globalization;
using MySqlConnector;

namespace Cleanroom.Bridge.Database.MySql;

/// <summary>One server of a URL, with its idle connections.</summary>
sealed class MySqlServer : IDisposable
{
    readonly MySqlIdleConnections _idle = new();
    readonly string _settings;
    readonly string? _sqlMode;

    // A separate connection for each cancel request: the pool's connections may all be busy with the statements to cancel.
    readonly string _cancellations;

    // Known after the first connection; "" when the server's own settings are right.
    volatile string? _setup;
    volatile bool _isOutdated;

    public MySqlServer(MySqlConnectionStringBuilder settings, string? sqlMode, uint cancelSeconds)
    {
        _sqlMode = sqlMode;
        // The driver resets a connection, and forgets its prepared statements, when it takes it from a pool: each connection has a pool of one.
        (settings.MaximumPoolSize, settings.ConnectionIdleTimeout) = (1, 0);
        _settings = settings.ConnectionString;
        settings.Pooling = false;
        settings.ConnectionTimeout = settings.DefaultCommandTimeout = cancelSeconds;
        _cancellations = settings.ConnectionString;
    }

    /// <summary>How many connections the server allows to all its clients; null before the first connection.</summary>
    public int? MaxConnections { get; private set; }

    /// <summary>Takes an idle connection, or opens one.</summary>
    /// <exception cref="Exception">The server cannot be reached, or refuses: see <see cref="MySqlErrors.IsExpected"/>.</exception>
    public MySqlServerConnection Open()
    {
        if (_idle.TryTake(out var isTrusted) is not { } idle) return new MySqlServerConnection(this, new MySqlDataSourceBuilder(_settings).UseConnectionOpenedCallback(SetUp).Build());
        if (isTrusted) return idle;
        try
        {
            idle.Reset();
            return idle;
        }
        catch
        {
            idle.Dispose();
            throw;
        }
    }

    /// <summary>Ends the session of a connection. The connection is kept if a reset makes it as good as new, and closed otherwise.</summary>
    public void Keep(MySqlServerConnection connection)
    {
        if (connection.IsBroken) _idle.Distrust();
        try
        {
            // Also before closing it: the server would release its locks some time later.
            if (connection.IsResponsive) connection.Reset();
        }
        catch (Exception failure) when (MySqlErrors.IsExpected(failure))
        {
            connection.Dispose();
            return;
        }
        if (connection.IsBroken || connection.IsTainted) connection.Dispose();
        else _idle.Add(connection);
    }

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

    public void Dispose() => _idle.Dispose();

    ValueTask SetUp(MySqlConnectionOpenedContext context, CancellationToken cancellationToken)
    {
        if (_setup is null || _isOutdated && context.Conditions.HasFlag(MySqlConnectionOpenedConditions.New)) (_setup, _isOutdated) = (ReadSetup(context.Connection), false);
        if (_setup.Length == 0) return default;
        try
        {
            using var command = new MySqlCommand(_setup, context.Connection);
            command.ExecuteNonQuery();
        }
        catch (MySqlException)
        {
            // The role may be gone: the next new connection asks again.
            _isOutdated = true;
            throw;
        }
        return default;
    }

    // One statement more for every lease only where the server's defaults differ: times are in UTC, and a backslash escapes, as the scanner expects.
    string ReadSetup(MySqlConnection connection)
    {
        using var command = new MySqlCommand("SELECT @@time_zone, @@system_time_zone, @@sql_mode, @@max_connections", connection);
        var settings = new List<string>();
        using (var reader = command.ExecuteReader())
        {
            reader.Read();
            var (zone, system, mode) = (reader.GetString(0), reader.GetString(1), reader.GetString(2));
            MaxConnections = Convert.ToInt32(reader.GetValue(3), CultureInfo.InvariantCulture);
            if (zone is not ("UTC" or "+00:00") && (zone != "SYSTEM" || system != "UTC")) settings.Add("time_zone = '+00:00'");
            var wanted = string.Join(',', (_sqlMode ?? mode).Split(',').Where(static name => !name.Equals("NO_BACKSLASH_ESCAPES", StringComparison.OrdinalIgnoreCase)));
            if (wanted != mode) settings.Add($"sql_mode = '{wanted}'");
        }
        var setup = settings.Count == 0 ? "" : $"SET {string.Join(", ", settings)}";
        return ReadRole(connection) is { } role ? $"SET ROLE {role}; {setup}" : setup;
    }

    // A stored function or a trigger can change the role, which a reset leaves. Without roles there is nothing to change.
    static string? ReadRole(MySqlConnection connection)
    {
        using var command = new MySqlCommand("SELECT CURRENT_ROLE() FROM information_schema.applicable_roles LIMIT 1", connection);
        try
        {
            using var reader = command.ExecuteReader();
            if (!reader.Read()) return null;
            if (reader.IsDBNull(0)) return "NONE";
            // MySQL returns a list of quoted names, MariaDB one name.
            var role = reader.GetString(0);
            return connection.ServerVersion.Contains("MariaDB", StringComparison.OrdinalIgnoreCase) ? $"`{role.Replace("`", "``", StringComparison.Ordinal)}`" : role;
        }
        catch (MySqlException unknown) when (unknown.SqlState is { Length: > 0 })
        {
            // The server has no roles.
            return null;
        }
    }
}
