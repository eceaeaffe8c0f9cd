using System.Runtime.CompilerServices;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Bridge.Database;

/// <summary>The database named by the options, and its settings.</summary>
sealed class DatabaseFeature : GuestFeature
{
    public override string SettingGroup => "Database";

    public override IReadOnlyList<Setting<GuestOptions>> Settings { get; } =
    [
        new("database", "URL", $"The database: {string.Join(", ", DatabaseEngines.UrlForms)}. Default: DATABASE_URL, else none.", (options, value) => options with { DatabaseUrl = value }) { OtherNames = ["-d"] },
        new("db-pool-size", "N", $"The maximum number of database connections. Default: {DatabasePool.DefaultSize}; for a database server a third of what it allows, from {DatabasePool.DefaultSize} to {DatabasePool.MaxDefaultSize}.", (options, value) => options with { DatabaseOptions = options.DatabaseOptions with { PoolSize = SettingValues.Number(value) } })
        {
            OtherNames = ["--pg-pool-size"],
        },
        new("db-max-result", "SIZE", $"The maximum size of a query result, as text. Results over 60 MB are never returned. Default: {SettingValues.ShowSize(Defaults.DatabaseOptions.MaxResultBytes)}.", (options, value) => options with { DatabaseOptions = options.DatabaseOptions with { MaxResultBytes = SettingValues.SmallSize(value) } }),
        new("db-result", "FORM", "The result of _db_query: envelope, or rows for the rows alone. Default: what the program's compiler expects.", (options, value) => options with { DatabaseResult = SettingValues.OneOf(value, "envelope", "rows") == "rows" ? DatabaseResultForm.Rows : DatabaseResultForm.Envelope }),
        new("db-raw-where", "Lets the program pass SQL as __where to _db_paginate and _db_cursor_page.", (options, value) => options with { DatabaseRawWhere = value }),
    ];

    /// <summary>
    /// Opens the database and verifies that it responds. A database from <c>DATABASE_URL</c> can be replaced by the program and is not contacted before it is
    /// used: the variable may be meant for another program.
    /// </summary>
    public override GuestOptions Open(GuestOptions options, ICollection<IDisposable> opened)
    {
        if (options.Database is not null) return options;
        if (options.DatabaseUrl is { } url) return WithDatabase(options, Open(url, options.DatabaseOptions with { Verify = true }), opened);
        return Environment.GetEnvironmentVariable("DATABASE_URL") is { Length: > 0 } variable ? WithDatabase(options, OpenOptional(variable, options.DatabaseOptions), opened) : options;
    }

    /// <summary>Rolls back a transaction that the entry point left open.</summary>
    public override void EntryPointReturned(Guest guest) => guest.FindState<DatabaseSession>()?.Reset();

    static GuestOptions WithDatabase(GuestOptions options, DatabaseSource database, ICollection<IDisposable> opened)
    {
        opened.Add(database);
        return options with { Database = database };
    }

    // In separate methods, so that the database code is not loaded when there is no database.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static DatabaseSource Open(string url, DatabaseOptions options) => DatabaseSource.Open(url, options);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static DatabaseSource OpenOptional(string url, DatabaseOptions options) => DatabaseSource.OpenOptional(url, options);
}
