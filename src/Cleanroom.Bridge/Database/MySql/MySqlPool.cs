using System.Data;
using Cleanroom.Bridge.Database.Sql;
using MySqlConnector;

namespace Cleanroom.Bridge.Database.MySql;

/// <summary>Connections to MySQL. With several servers, the first that accepts a connection is used until it fails.</summary>
sealed class MySqlPool : DatabasePool
{
    const uint CancelSeconds = 2;

    readonly MySqlServer[] _servers;
    volatile int _current;

    public MySqlPool(DatabaseEngine engine, MySqlConnectionStringBuilder[] addresses, string? sqlMode, DatabaseOptions options, string maskedUrl) : base(engine, options, maskedUrl)
    {
        foreach (var settings in addresses)
        {
            settings.ConnectionTimeout = Seconds(options.AcquireTimeout);
            // Normally the statement's scope ends it; this covers servers that do not respond to a cancel request.
            settings.DefaultCommandTimeout = Seconds(options.StatementTimeout) + 2;
        }
        _servers = [.. addresses.Select(settings => new MySqlServer(settings, sqlMode, CancelSeconds))];
    }

    protected override DatabaseConnection Take(TimeSpan limit)
    {
        var first = _current;
        for (var i = 0; ; i++)
        {
            var number = (first + i) % _servers.Length;
            try
            {
                var connection = _servers[number].Open();
                _current = number;
                return connection;
            }
            catch (Exception failure) when (MySqlErrors.IsExpected(failure))
            {
                if (i + 1 < _servers.Length) continue;
                throw Unavailable(failure);
            }
        }
    }

    protected override int? MaxServerConnections(DatabaseConnection connection) => ((MySqlServerConnection)connection).Server.MaxConnections;

    protected override void Keep(DatabaseConnection connection) => ((MySqlServerConnection)connection).Server.Keep((MySqlServerConnection)connection);

    protected override void Close()
    {
        foreach (var server in _servers) server.Dispose();
    }

    DatabaseException Unavailable(Exception failure) => failure is MySqlException { SqlState.Length: > 0 } refused
        ? new DatabaseException(DatabaseException.Connection, "the database server refused the connection", $"the database server refused the connection to {MaskedUrl} (MySQL error {refused.Number}, SQLSTATE {refused.SqlState})", refused)
        : new DatabaseException(DatabaseException.Connection, "the database server cannot be reached", $"the database server of {MaskedUrl} cannot be reached: {DatabaseUrl.Mask(FailureText.Of(failure.GetBaseException()))}", failure);

    static uint Seconds(TimeSpan time) => (uint)Math.Clamp(Math.Ceiling(time.TotalSeconds), 1, 1024);
}
