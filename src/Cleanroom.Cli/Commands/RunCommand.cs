using System.CommandLine;
using System.Globalization;
using System.Text;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Abi;
using Cleanroom.Bridge.Capabilities;
using Cleanroom.Cli.Terminal;
using Cleanroom.Wasm;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Cli.Commands;

/// <summary><c>cleanroom run FILE</c>: runs a module's entry point once.</summary>
static class RunCommand
{
    static readonly Argument<string> File = new("FILE") { Description = "The WebAssembly module." };

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

    static readonly Option<string?> Storage = new("--storage")
    {
        HelpName = "DIR",
        Description = "The directory of the storage functions (_fs_*), made when it is missing. Without the option: CLEAN_FS_WRITE_ROOT, else they refuse.",
    };

    static readonly Option<Duration?> TimeLimit = new("--timeout")
    {
        HelpName = "SECONDS",
        Description = "Interrupts the program after this time, for example 2.5: exit code 124.",
        CustomParser = OptionValues.Seconds,
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

    static readonly Option<bool> Strict = new("--strict") { Description = "Refuses a module with imports that Cleanroom does not have, with the complete list: exit code 4." };

    static readonly Option<bool> Verbose = new("--verbose") { Description = "Shows the program's print_debug lines, its missing imports and the failures of its file functions." };

    static readonly Option<bool> PrintNewline = new("--print-newline") { Description = "Adds a line end to print_integer, print_float and print_boolean." };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        Tier.AcceptOnlyFromAmong([.. MemoryTier.All.Select(tier => tier.Name)]);
        var command = new Command("run", "Runs a program: calls the entry point of a module once.")
        {
            File, Directories, Variables, Storage, TimeLimit, MemoryLimit, Tier, StackLimit, HostCallLimit, TableLimit, Strict, Verbose, PrintNewline, CommonOptions.Debug,
        };
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult line)
    {
        var file = line.GetRequiredValue(File);
        var debug = line.GetValue(CommonOptions.Debug);
        ReadOnlyMemory<byte> bytes = default;
        try
        {
            bytes = System.IO.File.ReadAllBytes(file);
            return Run(file, bytes, line, debug);
        }
        catch (Exception failure)
        {
            return FailureReport.Write(file, bytes, failure, debug);
        }
    }

    static int Run(string file, ReadOnlyMemory<byte> bytes, ParseResult line, bool debug)
    {
        var options = ReadOptions(line);
        // One guest, never reset: stores need not mark what they write.
        var module = CleanModule.Load(bytes, new Engine(new EngineOptions { TrackWrites = false }));
        ReportMissing(module, line.GetValue(Strict), options.Verbose);
        if (module.EntryPoint is null) throw new HostException(Guest.NoEntryPoint);
        using var signals = new StopSignals();
        using var guest = module.CreateGuest(options);
        signals.Watch(guest, line.GetValue(TimeLimit)?.Value);
        try
        {
            guest.RunEntryPoint();
            return guest.LastError is null ? ExitCode.Done : ExitCode.Trapped;
        }
        catch (TrapException stopped) when (stopped.Kind == TrapKind.Interrupted && signals.ExitCode is { } code)
        {
            ReportStop(file, stopped, code, line.GetValue(TimeLimit)?.Value);
            return code;
        }
        catch (TrapException trap)
        {
            TrapReport.Write(file, trap, guest.LastError, debug);
            return trap.Kind == TrapKind.HostDefect ? ExitCode.HostFault : ExitCode.Trapped;
        }
    }

    static GuestOptions ReadOptions(ParseResult line)
    {
        var directories = line.GetValue(Directories) is { Length: > 0 } granted ? granted : [new DirectoryGrant(Environment.CurrentDirectory)];
        foreach (var grant in directories)
            if (!Directory.Exists(grant.Path)) throw new HostException($"the directory {grant.Path} does not exist: create it or correct --dir");
        var storage = line.GetValue(Storage) ?? Environment.GetEnvironmentVariable("CLEAN_FS_WRITE_ROOT");
        var console = new GuestConsole(Console.OpenStandardInput(), Console.OpenStandardOutput(), StandardError.Stream, !Console.IsOutputRedirected, !Console.IsErrorRedirected);
        var verbose = line.GetValue(Verbose);
        var limits = new ResourceLimits();
        return new GuestOptions
        {
            Directories = directories,
            StorageRoot = string.IsNullOrEmpty(storage) ? null : storage,
            Environment = line.GetValue(Variables) ?? [],
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

    // All of them at once: whoever has to act on one wants to know the others too (N2).
    static void ReportMissing(CleanModule module, bool strict, bool verbose)
    {
        if (!strict && !verbose) return;
        var missing = module.Imports.Where(import => import.Status == ImportStatus.Missing).ToList();
        if (missing.Count == 0) return;
        var list = string.Concat(missing.Select(import => $"\n    {import}"));
        var count = missing.Count == 1 ? "1 import is missing" : $"{missing.Count} imports are missing";
        if (strict) throw new HostException($"{count}; without --strict the program runs and traps when it calls one:{list}");
        StandardError.WriteLine($"cleanroom: {count}; the program traps when it calls one:{list}");
    }

    static void ReportStop(string file, TrapException stopped, int code, TimeSpan? limit)
    {
        var text = new StringBuilder();
        if (code == ExitCode.TimeLimit)
            text.Append(CultureInfo.InvariantCulture, $"cleanroom: {file} was interrupted: the time limit of {limit!.Value.TotalSeconds} s was up. A larger --timeout gives it more.");
        else
            text.Append($"cleanroom: {file} was {(code == ExitCode.Interrupted ? "interrupted" : "asked to end")}");
        TrapReport.AppendFrames(text, stopped);
        StandardError.WriteLine(text.ToString());
    }
}
