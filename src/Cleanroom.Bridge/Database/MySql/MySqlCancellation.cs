using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Database.MySql;

/// <summary>Cancels a running statement of MySQL on timeout, also while it is prepared, when it may wait for a lock on a table.</summary>
sealed class MySqlCancellation(MySqlServer server, MySqlConnector.MySqlConnection connection, CancellationToken token) : StatementCancellation(token)
{
    readonly int _thread = connection.ServerThread;

    protected override void Ask(int attempt) => server.KillQuery(_thread);
}
