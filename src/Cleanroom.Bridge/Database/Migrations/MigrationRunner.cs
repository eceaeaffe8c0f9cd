using System.Globalization;
using System.Text;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Translations;

namespace Cleanroom.Bridge.Database.Migrations;

/// <summary>
/// Applies and reverts migrations. Table <c>_clean_migrations(name, applied_at)</c>; each migration runs in its own transaction, of which MySQL commits what
/// changes the schema; one process at a time.
/// </summary>
static class MigrationRunner
{
    /// <summary>Applies all pending migrations in the order of their names and returns their number. Stops at the first failure.</summary>
    /// <exception cref="DatabaseException">A migration failed: it is not recorded, earlier ones are.</exception>
    public static int Run(Guest guest)
    {
        var migrations = guest.State<DatabaseSession>().Source.Migrations.All;
        return migrations.Length == 0 && guest.State<DatabaseSession>().Source.Pool is null ? 0 : Locked(guest, connection =>
        {
            Prepare(guest, connection);
            var applied = Applied(guest, connection);
            var count = 0;
            foreach (var migration in migrations)
                if (!applied.ContainsKey(migration.Name) && Apply(guest, connection, migration)) count++;
            return count;
        });
    }

    /// <summary>Reverts a migration and removes its record.</summary>
    public static void Rollback(Guest guest, Migration migration) => Locked(guest, connection =>
    {
        Prepare(guest, connection);
        InTransaction(guest, connection, scope =>
        {
            if (!IsApplied(connection, migration.Name, scope)) throw new DatabaseException(DatabaseException.NotFound, $"the migration {migration.Name} is not applied");
            connection.RunScript(migration.Down, scope);
            connection.Run("DELETE FROM _clean_migrations WHERE name = ?"u8, [SqlValue.Of(migration.Name)], null, scope);
            return true;
        });
        return 0;
    });

    /// <summary>Returns the names of applied migrations and when they were applied.</summary>
    public static Dictionary<string, string?> Applied(Guest guest) => guest.State<DatabaseSession>().Use((connection, scope) =>
        HasTable(connection, scope) ? Applied(connection, scope) : []);

    static Dictionary<string, string?> Applied(Guest guest, DatabaseConnection connection)
    {
        using var scope = guest.State<DatabaseSession>().NewScope();
        return Applied(connection, scope);
    }

    static Dictionary<string, string?> Applied(DatabaseConnection connection, StatementScope scope) =>
        DatabaseCatalogue.Texts(connection, "SELECT name, applied_at FROM _clean_migrations"u8, [], scope).ToDictionary(static row => row[0]!, static row => row[1]);

    static bool HasTable(DatabaseConnection connection, StatementScope scope) =>
        new DatabaseCatalogue().Find(connection, "_clean_migrations", scope) is not null;

    static void Prepare(Guest guest, DatabaseConnection connection)
    {
        using var scope = guest.State<DatabaseSession>().NewScope();
        if (HasTable(connection, scope)) return;
        var dialect = connection.Dialect;
        connection.RunScript(Encoding.UTF8.GetBytes($"CREATE TABLE IF NOT EXISTS _clean_migrations (name {dialect.TypeName(SqlColumnType.Key)} PRIMARY KEY, applied_at {dialect.TypeName(SqlColumnType.Text)} NOT NULL)"), scope);
    }

    static bool Apply(Guest guest, DatabaseConnection connection, Migration migration)
    {
        var name = LoggedText.Of(migration.Name);
        try
        {
            var isApplied = InTransaction(guest, connection, scope =>
            {
                // Another process may have applied it meanwhile: where there is no migration lock, the transaction is the lock.
                if (IsApplied(connection, migration.Name, scope)) return false;
                connection.RunScript(migration.Up, scope);
                var now = guest.Options.Clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
                connection.Run("INSERT INTO _clean_migrations (name, applied_at) VALUES (?, ?)"u8, [SqlValue.Of(migration.Name), SqlValue.Of(now)], null, scope);
                return true;
            });
            if (isApplied) guest.Logger.MigrationApplied(name);
            return isApplied;
        }
        catch (DatabaseException failure)
        {
            var remains = connection.Dialect.CommitsSchemaChanges ? "; what it changed in the schema before remains" : "";
            throw new DatabaseException(failure.Code, $"the migration {name} failed: {failure.Shown}{remains}", $"the migration {name} failed: {failure.Logged}{remains}", failure);
        }
    }

    static bool IsApplied(DatabaseConnection connection, string name, StatementScope scope) =>
        DatabaseCatalogue.Texts(connection, "SELECT name FROM _clean_migrations WHERE name = ?"u8, [SqlValue.Of(name)], scope).Count > 0;

    static bool InTransaction(Guest guest, DatabaseConnection connection, Func<StatementScope, bool> action)
    {
        using var scope = guest.State<DatabaseSession>().NewScope();
        connection.Begin(scope);
        try
        {
            var result = action(scope);
            if (!connection.IsInTransaction) throw new DatabaseException(DatabaseException.Query, "a statement in it ended the transaction");
            connection.Commit(scope);
            return result;
        }
        catch
        {
            connection.Rollback();
            throw;
        }
    }

    // Not the guest's own connection: its changes are not committed yet, and on SQLite the two would wait for each other.
    static int Locked(Guest guest, Func<DatabaseConnection, int> action)
    {
        var session = guest.State<DatabaseSession>();
        if (session.IsInTransaction) throw new DatabaseException(DatabaseException.Query, "migrations cannot run while a transaction is open");
        var pool = session.Pool;
        var connection = pool.Lease(guest.Stopping);
        try
        {
            if (pool.Dialect.MigrationLock is { } take) Command(guest, connection, take);
            try
            {
                return action(connection);
            }
            finally
            {
                if (pool.Dialect.MigrationUnlock is { } release && !connection.IsBroken) Command(guest, connection, release);
                session.Source.Catalogue.Clear();
            }
        }
        finally
        {
            pool.Return(connection);
        }
    }

    static void Command(Guest guest, DatabaseConnection connection, string sql)
    {
        using var scope = guest.State<DatabaseSession>().NewScope();
        connection.Run(Encoding.UTF8.GetBytes(sql), [], null, scope);
    }
}
