using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Bridge.Database;

/// <summary>Log messages of the database functions. None contains a parameter value or a password.</summary>
static partial class DatabaseLog
{
    /// <summary>A call failed.</summary>
    [LoggerMessage(EventId = 2301, Level = LogLevel.Warning, Message = "{Function}: {Code}: {Reason}.")]
    public static partial void DatabaseFailed(this ILogger logger, string function, string code, string reason);

    /// <summary>A call failed; includes the setting that controls it.</summary>
    public static void DatabaseFailed(this Guest guest, string function, DatabaseException failure) => guest.Logger.DatabaseFailed(
        function, failure.Code, failure.Setting is { } setting ? $"{failure.Logged} (setting: {guest.Options.SettingNames[setting]})" : failure.Logged);

    /// <summary>A program requests another database than the user.</summary>
    [LoggerMessage(EventId = 2302, Level = LogLevel.Information, Message = "_db_configure: the program's database is not used, {Setting} names {Url}.")]
    public static partial void DatabaseKept(this ILogger logger, string setting, string? url);

    /// <summary>A migration was applied.</summary>
    [LoggerMessage(EventId = 2303, Level = LogLevel.Information, Message = "the migration {Name} was applied.")]
    public static partial void MigrationApplied(this ILogger logger, string name);

    /// <summary>Migrations are registered, but there is no database.</summary>
    [LoggerMessage(EventId = 2304, Level = LogLevel.Warning, Message = "the migrations do not run ({Count} registered): {Reason} (setting: {Setting})")]
    public static partial void MigrationsWithoutDatabase(this ILogger logger, int count, string reason, string setting);
}
