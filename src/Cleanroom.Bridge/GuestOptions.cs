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

/// <summary>What the user of the host decided for its guests.</summary>
public sealed record GuestOptions
{
    /// <summary>Directories that file functions may use. Relative paths start at the first.</summary>
    public IReadOnlyList<DirectoryGrant> Directories { get; init; } = [];

    /// <summary>The directory of the <c>_fs_*</c> functions, made when missing. Null: they refuse.</summary>
    public string? StorageRoot { get; init; }

    /// <summary>
    /// The database of the application, shared by all its guests. Null: a guest has none unless it names one with <c>_db_configure</c>, and then for itself alone;
    /// a server passes <see cref="DatabaseSource.Unconfigured"/>, so that what its entry point configured and registered serves every request.
    /// </summary>
    public DatabaseSource? Database { get; init; }

    /// <summary>The database that <see cref="OpenedOptions"/> opens when there is no <see cref="Database"/>, or null for the one of <c>DATABASE_URL</c>, if any.</summary>
    public string? DatabaseUrl { get; init; }

    /// <summary>Limits of that database.</summary>
    public DatabaseOptions DatabaseOptions { get; init; } = new();

    /// <summary>What <c>_db_query</c> answers.</summary>
    public DatabaseResultForm DatabaseResult { get; init; }

    /// <summary>True to accept raw SQL in the key <c>__where</c> of the page functions.</summary>
    public bool DatabaseRawWhere { get; init; }

    /// <summary>The clock and the local time zone.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Names of environment variables that are readable although their name looks like a secret's, with a value that replaces the process's, or null.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Standard input, output and error.</summary>
    public GuestConsole Console { get; init; } = GuestConsole.Null;

    /// <summary>Where refusals and failures are logged.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>What guests may reach over the network. Without one: public addresses.</summary>
    public NetworkAccess Network { get; init; } = new([], grantsOnly: false);

    /// <summary>The locale of events that set none and whose client prefers none of the loaded ones.</summary>
    public string DefaultLocale { get; init; } = LocaleName.English;

    /// <summary>
    /// Gives the text of the header field <c>Accept-Language</c> of the request that a guest serves, or null. A server sets it; it is asked at most once for an
    /// event, or again after the event loaded texts, and only when the program uses the active locale. Without it there is no such header, as in a plain run.
    /// </summary>
    internal Func<Guest, string?>? AcceptLanguage { get; init; }

    /// <summary>Single-use tokens that were used; one for all guests of an application.</summary>
    public UsedTokens UsedTokens { get; init; } = new();

    /// <summary>What a guest may use at most, apart from its memory.</summary>
    public ResourceLimits Limits { get; init; } = new();

    /// <summary>Most bytes of memory, or null for the limit of the module's tier.</summary>
    public ulong? MemoryLimit { get; init; }

    /// <summary>
    /// Where the exported heap pointer of a module is raised to before the first allocation of the host; 0 leaves it where it is. Null: 1 MiB for modules
    /// that start with at least 2 MiB of memory (contract, abi 9).
    /// </summary>
    public uint? HeapLift { get; init; }

    /// <summary>What made the module, when its user knows better than <see cref="ModuleGeneration.Detect"/>; null to find out.</summary>
    public ModuleGeneration? Generation { get; init; }

    /// <summary>True to trap when the memory cannot grow any further, false to tell the module so. Null: a trap for modules of a compiler (contract, abi 10).</summary>
    public bool? TrapOnRefusedGrowth { get; init; }

    /// <summary>Adds a line end to <c>print_integer</c>, <c>print_float</c> and <c>print_boolean</c>, as the guide's sample host did.</summary>
    public bool PrintNewline { get; init; }

    /// <summary>How messages name settings.</summary>
    public SettingNames SettingNames { get; init; } = SettingNames.CommandLine;

    /// <summary>Shows the lines of <c>print_debug</c>.</summary>
    public bool Verbose { get; init; }
}
