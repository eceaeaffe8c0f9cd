using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Bridge.Database.Migrations;

/// <summary>Runs the migrations that an entry point registered after it has returned.</summary>
sealed class MigrationFeature : GuestFeature
{
    /// <exception cref="HostException">A migration failed. Serving with a partial schema would only fail later.</exception>
    public override void EntryPointReturned(Guest guest)
    {
        if (guest.FindState<DatabaseSession>()?.Source is not { } source || source.Migrations.All.Length is var count && count == 0) return;
        if (source.Pool is null)
        {
            guest.Logger.MigrationsWithoutDatabase(count, source.WhyNone, guest.Options.SettingNames["database"]);
            return;
        }
        try
        {
            MigrationRunner.Run(guest);
        }
        catch (DatabaseException failure)
        {
            throw new HostException($"{failure.Shown} ({source.MaskedUrl})", failure);
        }
    }
}
