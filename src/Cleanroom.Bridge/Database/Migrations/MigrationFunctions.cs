using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Database.Migrations;

/// <summary>Migrations, contract section 6.</summary>
[WaitsFor(Waits.Database)]
static class MigrationFunctions
{
    /// <summary>
    /// Name, up SQL, down SQL: registers a migration. Result: 1, also when the same one is registered again; 0 for an empty name or different SQL under the
    /// same name.
    /// </summary>
    [HostFunction("_db_register_migration")]
    internal static bool Register(Guest guest, ReadOnlySpan<byte> name, ReadOnlySpan<byte> up, ReadOnlySpan<byte> down)
    {
        if (!name.IsEmpty && guest.State<DatabaseSession>().Source.Migrations.TryAdd(new Migration(Encoding.UTF8.GetString(name), up.ToArray(), down.ToArray()))) return true;
        var reason = name.IsEmpty ? "the name is empty" : $"the migration {LoggedText.Of(name)} is registered already, with another text";
        guest.Logger.DatabaseFailed("_db_register_migration", DatabaseException.Validation, reason);
        return false;
    }

    /// <summary>
    /// Applies pending migrations in the order of their names, each in its own transaction, until one fails; the failed one is not recorded. Runs
    /// automatically after the entry point. Result: the number of applied migrations, or −1 when one failed.
    /// </summary>
    [HostFunction("_db_run_migrations")]
    internal static int Run(Guest guest)
    {
        var count = -1;
        DatabaseFunctions.Try(guest, "_db_run_migrations", _ => count = MigrationRunner.Run(guest));
        return count;
    }

    /// <summary>
    /// Runs the down SQL of a registered migration and removes its record. Result: 0, or −1 when it is not applied, has no down SQL, or on failure.
    /// </summary>
    [HostFunction("_db_rollback_migration")]
    internal static int Rollback(Guest guest, ReadOnlySpan<byte> name)
    {
        var requested = Encoding.UTF8.GetString(name);
        return DatabaseFunctions.Try(guest, "_db_rollback_migration", session =>
        {
            var migration = Array.Find(session.Source.Migrations.All, candidate => candidate.Name == requested)
                ?? throw new DatabaseException(DatabaseException.NotFound, $"no migration {LoggedText.Of(requested)} is registered");
            if (migration.Down.Length == 0) throw DatabaseException.Invalid($"the migration {LoggedText.Of(requested)} has no down SQL");
            MigrationRunner.Rollback(guest, migration);
        }) ? 0 : -1;
    }

    /// <summary>Registered and applied migrations by name: <c>[{"name":…,"applied_at":text or null}]</c>; <c>[]</c> on failure.</summary>
    [HostFunction("_db_migration_status")]
    internal static GuestString Status(Guest guest)
    {
        var states = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        if (!DatabaseFunctions.Try(guest, "_db_migration_status", session =>
        {
            foreach (var migration in session.Source.Migrations.All) states[migration.Name] = null;
            foreach (var (name, time) in MigrationRunner.Applied(guest)) states[name] = time;
        })) states.Clear();
        var output = DatabaseReply.Begin(guest).Output;
        output.Raw("["u8);
        var isFirst = true;
        foreach (var (name, time) in states)
        {
            output.Raw(isFirst ? "{\"name\":"u8 : ",{\"name\":"u8);
            output.String(Encoding.UTF8.GetBytes(name));
            output.Raw(",\"applied_at\":"u8);
            if (time is null) output.Raw("null"u8);
            else output.String(Encoding.UTF8.GetBytes(time));
            output.Raw("}"u8);
            isFirst = false;
        }
        output.Raw("]"u8);
        return guest.NewString(guest.Scratch.WrittenSpan);
    }

    /// <summary>
    /// Declared fields (JSON) and live schema (JSON or a table name) → one <c>ALTER TABLE … ADD COLUMN …;</c> per line for each missing field; "" when no
    /// field is missing or the arguments cannot be parsed. See <see cref="SchemaDiff"/>.
    /// </summary>
    [HostFunction("_db_migration_diff")]
    internal static GuestString Diff(Guest guest, ReadOnlySpan<byte> declared, ReadOnlySpan<byte> live)
    {
        var (fields, schema) = (Encoding.UTF8.GetString(declared), Encoding.UTF8.GetString(live));
        var result = "";
        DatabaseFunctions.Try(guest, "_db_migration_diff", session => result = SchemaDiff.Statements(session, fields, schema));
        return guest.NewString(Encoding.UTF8.GetBytes(result));
    }
}
