using System.CommandLine;
using System.Runtime.CompilerServices;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Abi;
using Cleanroom.Bridge.Capabilities;
using Cleanroom.Bridge.Database;
using Cleanroom.Cli.Terminal;
using Cleanroom.Wasm;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Cli.Commands;

/// <summary>The options that say what a guest may do and use, for every verb that runs one.</summary>
static class GuestSettings
{
    static readonly Option<DirectoryGrant[]> Directories = new("--dir")
    {
        HelpName = "PATH[:ro]",
        Description = "Grants a directory; with :ro for reading only. Repeat it for more. Relative paths of the program start at the first. Without the option: the current directory.",
        CustomParser = OptionValues.Directories,
    };

    static readonly Option<Dictionary<string, string?>> Variables = new("--env")
    {
        HelpName = "NAME[=VALUE]",
        Description = "Sets an environment variable for the program, or grants one of this process although its name looks like a secret's. Repeat it for more.",
        CustomParser = OptionValues.Variables,
    };

    static readonly Option<NetworkGrant[]> Network = new("--net")
    {
        HelpName = "HOST[:PORT]",
        Description = "Lets the program reach a host whose address is not public, such as 127.0.0.1:8080. Repeat it for more. Public addresses need no grant.",
        CustomParser = OptionValues.Networks,
    };

    static readonly Option<bool> NoNetwork = new("--no-net") { Description = "Lets the program reach nothing but what --net grants." };

    static readonly Option<string?> Database = new("--database", "-d")
    {
        HelpName = "URL",
        Description = "The database: sqlite:FILE, sqlite::memory:, postgres://USER:PASSWORD@HOST/NAME. Without the option: DATABASE_URL, else none.",
    };

    static readonly Option<string?> Storage = new("--storage")
    {
        HelpName = "DIR",
        Description = "The directory of the storage functions (_fs_*), made when it is missing. Without the option: CLEAN_FS_WRITE_ROOT, else they refuse.",
    };

    static readonly Option<ByteSize?> MemoryLimit = new("--max-memory")
    {
        HelpName = "SIZE",
        Description = "The most memory the program may have: megabytes, or a number with KB, MB or GB. Without the option: the module's own tier, usually 32 MB.",
        CustomParser = OptionValues.Size,
    };

    static readonly Option<string?> Tier = new("--memory-tier")
    {
        HelpName = "TIER",
        Description = $"The most memory by the name of a tier: {string.Join(", ", MemoryTier.All.Select(tier => $"{tier.Name} {tier.MaximumMegabytes} MB"))}. --max-memory wins over it.",
    };

    static readonly Option<ByteSize?> StackLimit = new("--max-stack")
    {
        HelpName = "SIZE",
        Description = "The most stack that the program's calls may use: kilobytes with KB, else megabytes. Without the option: 1 MB.",
        CustomParser = OptionValues.Size,
    };

    static readonly Option<ByteSize?> HostCallLimit = new("--max-host-call")
    {
        HelpName = "SIZE",
        Description = "The most that one call of a host function may return. Without the option: 64 MB.",
        CustomParser = OptionValues.Size,
    };

    static readonly Option<Count?> TableLimit = new("--max-table")
    {
        HelpName = "SLOTS",
        Description = "The most slots that a table may have. Without the option: 10,000,000.",
        CustomParser = OptionValues.Number,
    };

    public static readonly Option<bool> Strict = new("--strict") { Description = "Refuses a module with imports that Cleanroom does not have, with the complete list: exit code 4." };

    static readonly Option<bool> Verbose = new("--verbose") { Description = "Shows the program's print_debug lines, its missing imports and the failures of its file functions." };

    static readonly Option<bool> PrintNewline = new("--print-newline") { Description = "Adds a line end to print_integer, print_float and print_boolean." };

    /// <summary>Adds the options to a verb.</summary>
    public static void AddTo(Command command)
    {
        Tier.AcceptOnlyFromAmong([.. MemoryTier.All.Select(tier => tier.Name)]);
        foreach (var option in (Option[])[Directories, Variables, Network, NoNetwork, Database, Storage, MemoryLimit, Tier, StackLimit, HostCallLimit, TableLimit, Strict, Verbose, PrintNewline]) command.Add(option);
    }

    /// <summary>What the options say.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="baseDirectory">The directory that is granted without --dir.</param>
    /// <param name="input">Standard input of the guest, or null.</param>
    public static GuestOptions Read(ParseResult line, string baseDirectory, Stream? input)
    {
        var directories = line.GetValue(Directories) is { Length: > 0 } granted ? granted : [new DirectoryGrant(baseDirectory)];
        foreach (var grant in directories)
            if (!Directory.Exists(grant.Path)) throw new HostException($"the directory {grant.Path} does not exist: create it or correct --dir");
        var storage = line.GetValue(Storage) ?? Environment.GetEnvironmentVariable("CLEAN_FS_WRITE_ROOT");
        var console = new GuestConsole(input, Console.OpenStandardOutput(), StandardError.Stream, !Console.IsOutputRedirected, !Console.IsErrorRedirected);
        var verbose = line.GetValue(Verbose);
        var limits = new ResourceLimits();
        return new GuestOptions
        {
            Directories = directories,
            StorageRoot = string.IsNullOrEmpty(storage) ? null : storage,
            Environment = line.GetValue(Variables) ?? [],
            Network = new NetworkAccess(line.GetValue(Network) ?? [], line.GetValue(NoNetwork)),
            Database = OpenDatabase(line.GetValue(Database) ?? Environment.GetEnvironmentVariable("DATABASE_URL")),
            Console = console,
            Logger = new StandardErrorLogger(console, verbose ? LogLevel.Information : LogLevel.Warning),
            MemoryLimit = line.GetValue(MemoryLimit)?.Bytes ?? line.GetValue(Tier) switch { null => null, var name => MemoryTier.All.First(tier => tier.Name == name).MaximumBytes },
            Limits = limits with
            {
                StackBytes = (int)Math.Min(line.GetValue(StackLimit)?.Bytes ?? (ulong)limits.StackBytes, int.MaxValue),
                HostCallBytes = (int)Math.Min(line.GetValue(HostCallLimit)?.Bytes ?? (ulong)limits.HostCallBytes, int.MaxValue),
                TableElements = line.GetValue(TableLimit)?.Value ?? limits.TableElements,
            },
            PrintNewline = line.GetValue(PrintNewline),
            Verbose = verbose,
        };
    }

    // In a method of its own: what opens databases is not loaded where there is none.
    static DatabaseSource? OpenDatabase(string? url) => string.IsNullOrEmpty(url) ? null : OpenKnownDatabase(url);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static DatabaseSource OpenKnownDatabase(string url) => DatabaseSource.Open(url, new DatabaseOptions { Verify = true });
}
