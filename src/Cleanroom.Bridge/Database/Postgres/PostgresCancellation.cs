using Cleanroom.Bridge.Database.Sql;
using Npgsql;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>Cancels a running command of PostgreSQL on timeout.</summary>
sealed class PostgresCancellation(NpgsqlCommand command, PostgresPool pool, CancellationToken token) : StatementCancellation(token)
{
    readonly (string? Host, int Port, int ProcessId) _backend = (command.Connection!.Host, command.Connection.Port, command.Connection.ProcessID);

    // The driver sends only one request for a command.
    protected override void Ask(int attempt)
    {
        if (attempt == 0) command.Cancel();
        else pool.CancelBackend(_backend.Host, _backend.Port, _backend.ProcessId);
    }
}
