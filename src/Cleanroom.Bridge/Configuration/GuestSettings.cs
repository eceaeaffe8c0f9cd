using System.Runtime.CompilerServices;
using Cleanroom.Bridge.Abi;
using Cleanroom.Bridge.Capabilities;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Translations;

namespace Cleanroom.Bridge.Configuration;

/// <summary>What users decide about guests, wherever these run.</summary>
public static class GuestSettings
{
    /// <summary>All of them, in the order in which help lists them.</summary>
    public static IReadOnlyList<Setting<GuestOptions>> All { get; } =
    [
        new("dir", "PATH[:ro]", "Grants a directory; with :ro for reading only. Repeat it for more. Relative paths of the program start at the first. Default: the current directory for run, the module's for serve.", Directories)
        {
            IsRepeatable = true,
            OtherNames = ["--sandbox"],
        },
        new("env", "NAME[=VALUE]", "Sets an environment variable for the program, or grants one of this process although its name looks like a secret's. Repeat it for more.", Variables) { IsRepeatable = true },
        new("net", "HOST[:PORT]", "Lets the program reach a host whose address is not public, such as 127.0.0.1:8080. Repeat it for more. Public addresses need no grant.", Networks) { IsRepeatable = true },
        new("no-net", "Lets the program reach nothing but what --net grants.", (options, value) => options with { Network = new NetworkAccess(options.Network.Grants, value) }),
        new("database", "URL", "The database: sqlite:FILE, sqlite::memory:, postgres://USER:PASSWORD@HOST/NAME. Default: DATABASE_URL, else none.", (options, value) => options with { DatabaseUrl = value }) { OtherNames = ["-d"] },
        new("db-pool-size", "N", "The most connections to the database. Default: 10.", (options, value) => options with { DatabaseOptions = options.DatabaseOptions with { PoolSize = SettingValues.Number("--db-pool-size", value) } })
        {
            OtherNames = ["--pg-pool-size"],
        },
        new("db-max-result", "SIZE", "The largest result of a query, as text. Default: 16 MB; more than 60 MB is never answered.", (options, value) => options with { DatabaseOptions = options.DatabaseOptions with { MaxResultBytes = SettingValues.SmallSize("--db-max-result", value) } }),
        new("db-result", "FORM", "What _db_query answers: envelope, or rows for the rows alone. Default: what the program's compiler expects.", (options, value) => options with { DatabaseResult = SettingValues.OneOf("--db-result", value, "envelope", "rows") == "rows" ? DatabaseResultForm.Rows : DatabaseResultForm.Envelope }),
        new("db-raw-where", "Lets the program pass SQL as __where to _db_paginate and _db_cursor_page.", (options, value) => options with { DatabaseRawWhere = value }),
        new("storage", "DIR", "The directory of the storage functions (_fs_*), made when it is missing. Default: CLEAN_FS_WRITE_ROOT, else they refuse.", (options, value) => options with { StorageRoot = value }) { KnownVariable = "CLEAN_FS_WRITE_ROOT" },
        new("memory-tier", "TIER", $"The most memory by the name of a tier: {string.Join(", ", MemoryTier.All.Select(tier => $"{tier.Name} {tier.MaximumMegabytes} MB"))}. --max-memory wins over it.", Tier) { KnownVariable = "CLEAN_MEMORY_TIER" },
        new("max-memory", "SIZE", "The most memory the program may have: megabytes, or a number with KB, MB or GB. Default: the module's own tier, usually 32 MB.", (options, value) => options with { MemoryLimit = SettingValues.Size("--max-memory", value) })
        {
            OtherNames = ["--memory-limit"],
            KnownVariable = "CLEAN_MEMORY_LIMIT_MB",
        },
        new("max-stack", "SIZE", "The most stack that the program's calls may use: kilobytes with KB, else megabytes. Default: 1 MB.", (options, value) => options with { Limits = options.Limits with { StackBytes = SettingValues.SmallSize("--max-stack", value) } }),
        new("max-host-call", "SIZE", "The most that one call of a host function may return. Default: 64 MB.", (options, value) => options with { Limits = options.Limits with { HostCallBytes = SettingValues.SmallSize("--max-host-call", value) } }),
        new("max-table", "SLOTS", "The most slots that a table may have. Default: 10,000,000.", (options, value) => options with { Limits = options.Limits with { TableElements = (uint)SettingValues.Number("--max-table", value) } }),
        new("locale", "TAG", "The locale of a program that sets none, for a client that prefers none of the loaded ones: de, pt-BR. Default: en.", Locale),
        new("verbose", "Shows the program's print_debug lines, its missing imports and the failures of its file functions.", (options, value) => options with { Verbose = value }) { OtherNames = ["-v"], KnownVariable = "CLEAN_VERBOSE" },
        new("abi", "GENERATION", "What made the program, where it cannot be seen: guide, or the version of a compiler such as 0.30.48. Default: auto, by signs in the module.", Abi),
        new("heap-lift", "SIZE", "Where the heap of a module that exports __heap_ptr goes on when the host first allocates in it; 0 for where it is. Default: 1 MB for modules that start with 2 MB of memory or more.", HeapLift),
        new("grow-failure", "ACTION", "What a program sees whose memory cannot grow: trap, or return for the result -1. Default: trap for modules of a compiler, else return.", (options, value) => options with { TrapOnRefusedGrowth = SettingValues.OneOf("--grow-failure", value, "trap", "return") == "trap" }),
        new("print-newline", "Adds a line end to print_integer, print_float and print_boolean.", (options, value) => options with { PrintNewline = value }),
    ];

    /// <summary>
    /// Opens the database that the options name and makes sure that it answers. A database of <c>DATABASE_URL</c> is one that programs may replace, and is
    /// not asked before a program uses it: the variable may be meant for another program.
    /// </summary>
    /// <exception cref="HostException">The URL is not supported, or the database cannot be reached.</exception>
    public static GuestOptions OpenDatabase(GuestOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.DatabaseUrl is { } url) return options with { Database = Open(url, options.DatabaseOptions with { Verify = true }) };
        return System.Environment.GetEnvironmentVariable("DATABASE_URL") is { Length: > 0 } known ? options with { Database = OpenOptional(known, options.DatabaseOptions) } : options;
    }

    // In a method of its own: what opens databases is not loaded where there is none.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static DatabaseSource Open(string url, DatabaseOptions options) => DatabaseSource.Open(url, options);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static DatabaseSource OpenOptional(string url, DatabaseOptions options) => DatabaseSource.OpenOptional(url, options);

    static GuestOptions Directories(GuestOptions options, IReadOnlyList<string> values) => options with { Directories = [.. values.Select(Directory)] };

    static DirectoryGrant Directory(string text)
    {
        var isReadOnly = text.EndsWith(":ro", StringComparison.Ordinal);
        var path = isReadOnly ? text[..^3] : text;
        if (path.Length == 0) throw new SettingException("--dir needs a directory, for example --dir data or --dir data:ro");
        return System.IO.Directory.Exists(path) ? new DirectoryGrant(path, isReadOnly) : throw new HostException($"the directory {path} does not exist: create it or correct --dir");
    }

    static GuestOptions Variables(GuestOptions options, IReadOnlyList<string> values)
    {
        var variables = new Dictionary<string, string?>();
        foreach (var text in values)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? text : text[..equals];
            if (name.Length == 0) throw new SettingException("--env needs a name, for example --env STAGE=test");
            variables[name] = equals < 0 ? null : text[(equals + 1)..];
        }
        return options with { Environment = variables };
    }

    static GuestOptions Networks(GuestOptions options, IReadOnlyList<string> values) => options with
    {
        Network = new NetworkAccess(
            [.. values.Select(text => NetworkGrant.Parse(text) ?? throw new SettingException($"--net {text}: expected a host, for example --net 127.0.0.1:8080 or --net [::1]:8080"))],
            options.Network.GrantsOnly),
    };

    static GuestOptions Locale(GuestOptions options, string value) =>
        LocaleName.Read(value) is { } name ? options with { DefaultLocale = name } : throw new SettingException($"--locale {value}: expected a language, for example en or pt-BR");

    static GuestOptions Abi(GuestOptions options, string value) =>
        value == "auto" ? options with { Generation = null }
        : ModuleGeneration.Named(value) is { } generation ? options with { Generation = generation }
        : throw new SettingException($"--abi {value}: expected auto, guide or a compiler version, for example 0.30.48");

    static GuestOptions HeapLift(GuestOptions options, string value) => options with { HeapLift = value == "0" ? 0 : (uint)SettingValues.SmallSize("--heap-lift", value) };

    static GuestOptions Tier(GuestOptions options, string value) =>
        MemoryTier.All.FirstOrDefault(tier => tier.Name == value) is { } tier
            ? options with { MemoryLimit = tier.MaximumBytes }
            : throw new SettingException($"--memory-tier {value}: expected one of {string.Join(", ", MemoryTier.All.Select(known => known.Name))}");
}
