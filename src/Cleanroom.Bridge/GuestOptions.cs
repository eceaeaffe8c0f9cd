using Cleanroom.Bridge.Crypto;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Modules;
using Cleanroom.Bridge.Settings;
using Cleanroom.Bridge.Translations;
using Cleanroom.Wasm;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cleanroom.Bridge;

/// <summary>Options for guests.</summary>
public sealed record GuestOptions
{
    /// <summary>Directories that file functions may use. Relative paths are resolved against the first.</summary>
    public IReadOnlyList<DirectoryGrant> Directories { get; init; } = [];

    /// <summary>The host's own files, closed to guests and clients whatever is granted.</summary>
    internal ClosedPaths Closed { get; init; } = new();

    /// <summary>The directory of the setting <c>app-dir</c>, which stays the first.</summary>
    internal DirectoryGrant? Base { get; init; }

    /// <summary>The directory of the <c>_fs_*</c> functions, created if it is missing. Null: these functions are refused.</summary>
    public string? StorageRoot { get; init; }

    /// <summary>
    /// The database of the application, shared by all its guests. Null: a guest has a database only if it configures its own with <c>_db_configure</c>. A
    /// server passes <see cref="DatabaseSource.Unconfigured"/>, so that what the entry point configured and registered applies to every request.
    /// </summary>
    public DatabaseSource? Database { get; init; }

    /// <summary>The database that <see cref="OpenedOptions"/> opens when <see cref="Database"/> is null; null to use <c>DATABASE_URL</c>, if set.</summary>
    public string? DatabaseUrl { get; init; }

    /// <summary>Limits of that database.</summary>
    public DatabaseOptions DatabaseOptions { get; init; } = new();

    /// <summary>The form of the results of <c>_db_query</c>.</summary>
    public DatabaseResultForm DatabaseResult { get; init; }

    /// <summary>True to accept raw SQL in the key <c>__where</c> of the page functions.</summary>
    public bool DatabaseRawWhere { get; init; }

    /// <summary>The clock and the local time zone.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// Environment variables that are readable although their names look like secrets, each with a value that replaces the process's, or null.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Standard input, output and error.</summary>
    public GuestConsole Console { get; init; } = GuestConsole.Null;

    /// <summary>Where refusals and failures are logged.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>What guests may reach over the network. Default: public addresses.</summary>
    public NetworkAccess Network { get; init; } = new([], grantsOnly: false);

    /// <summary>The locale of events that set none and whose client prefers none of the loaded locales.</summary>
    public string DefaultLocale { get; init; } = LocaleName.English;

    /// <summary>
    /// Returns the <c>Accept-Language</c> header of the request that a guest serves, or null. Set by a server; called at most once per event, and again after
    /// the event loaded texts, and only when the program uses the active locale. Null without requests, as in a plain run.
    /// </summary>
    internal Func<Guest, string?>? AcceptLanguage { get; init; }

    /// <summary>Single-use tokens that were used, shared by all guests of an application.</summary>
    public UsedTokens UsedTokens { get; init; } = new();

    /// <summary>Limits of a guest other than memory.</summary>
    public ResourceLimits Limits { get; init; } = new();

    /// <summary>Maximum memory in bytes, or null for the limit of the module's tier.</summary>
    public ulong? MemoryLimit { get; init; }

    /// <summary>
    /// Minimum value of the exported heap pointer before the first allocation by the host; 0 leaves it unchanged. Null: 1 MiB for modules that start with at
    /// least 2 MiB of memory (contract, abi 9).
    /// </summary>
    public uint? HeapLift { get; init; }

    /// <summary>The module's compiler generation, overriding <see cref="ModuleGeneration.Detect"/>; null to detect it.</summary>
    public ModuleGeneration? Generation { get; init; }

    /// <summary>
    /// True to trap when the memory cannot grow, false to report that to the module. Null: trap for modules made by a compiler (contract, abi 10).
    /// </summary>
    public bool? TrapOnRefusedGrowth { get; init; }

    /// <summary>
    /// Adds a line end to <c>print_integer</c>, <c>print_float</c> and <c>print_boolean</c>, like the sample host of the implementer's guide.
    /// </summary>
    public bool PrintNewline { get; init; }

    /// <summary>How messages name settings.</summary>
    public SettingNames SettingNames { get; init; } = SettingNames.CommandLine;

    /// <summary>Shows the lines of <c>print_debug</c>.</summary>
    public bool Verbose { get; init; }
}
