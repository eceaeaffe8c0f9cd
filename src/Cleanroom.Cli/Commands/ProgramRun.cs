using System.Globalization;
using System.Text;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Modules;
using Cleanroom.Cli.Terminal;
using Cleanroom.Server.Applications;
using Cleanroom.Wasm;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Cli.Commands;

/// <summary>Runs a program once, from its file to its exit code.</summary>
static class ProgramRun
{
    /// <summary>
    /// Runs a program if the command line holds nothing but its file. That needs no parser, whose start takes longer than most programs run.
    /// </summary>
    /// <returns>The exit code, or null for any other command line.</returns>
    public static int? RunPlain(string[] arguments)
    {
        if (arguments.Length != 1 && arguments is not ["run", _]) return null;
        var file = arguments[^1];
        if (file is "" or "/?" or "/h" or ['-', ..] || arguments.Length == 1 && Verb.All.Any(verb => verb.Name == file)) return null;
        return Run(file, static defaults => SettingOptions.ReadEnvironment("run", RunOptions.Settings, defaults), debug: false);
    }

    /// <summary>Runs a program.</summary>
    /// <param name="file">The module.</param>
    /// <param name="read">Applies the user's settings to the defaults.</param>
    /// <param name="debug">Whether failures show .NET stack traces.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string file, Func<RunOptions, RunOptions> read, bool debug)
    {
        ReadOnlyMemory<byte> bytes = default;
        try
        {
            var options = read(Defaults());
            bytes = ModuleFile.Read(file);
            return Run(file, bytes, options, debug);
        }
        catch (Exception failure)
        {
            return FailureReport.Write(file, bytes, failure, debug);
        }
    }

    static RunOptions Defaults() => new(new GuestOptions
    {
        Directories = [new DirectoryGrant(Environment.CurrentDirectory)],
        Console = new GuestConsole(StandardStreams.OpenInput(), StandardStreams.Output, StandardStreams.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected),
    });

    static int Run(string file, ReadOnlyMemory<byte> bytes, RunOptions run, bool debug)
    {
        var guestOptions = run.Guest with { Logger = new StandardErrorLogger(run.Guest.Console, run.Guest.Verbose ? LogLevel.Information : LogLevel.Warning) };
        // Nobody can read metrics of a program that runs once.
        AppContext.SetSwitch("Cleanroom.Wasm.Metrics", false);
        // Closed on every exit path: the last connection to a SQLite file checkpoints its write-ahead log.
        using var opened = OpenedOptions.Open(guestOptions);
        var options = opened.Options;
        // A single guest that is never reset: its stores need not mark pages.
        var program = UnservedProgram.Load(bytes, new Engine(new EngineOptions { TrackWrites = false }), options.Generation);
        var module = program.Module;
        ReportMissing(module, run.Strict, options.Verbose);
        if (module.EntryPoint is null) throw new HostException(Guest.NoEntryPoint);
        using var signals = new StopSignals();
        Guest? attached = null;
        try
        {
            using var guest = program.CreateGuest(options, made =>
            {
                attached = made;
                signals.Watch(made, run.TimeLimit);
                run.Guest.Console.OutputFailed = made.Stop;
            });
            guest.RunEntryPoint();
            return run.Guest.Console.OutputFailure is { } outputFailure ? FailureReport.Write(file, bytes, outputFailure, debug) : guest.LastError is null ? ExitCode.Done : ExitCode.Trapped;
        }
        catch (TrapException stopped) when (stopped.Kind == TrapKind.Interrupted && run.Guest.Console.OutputFailure is { } outputFailure)
        {
            return FailureReport.Write(file, bytes, outputFailure, debug);
        }
        catch (TrapException stopped) when (stopped.Kind == TrapKind.Interrupted && signals.ExitCode is { } code)
        {
            ReportStop(file, stopped, code, run.TimeLimit);
            return code;
        }
        catch (HostException) when (signals.ExitCode is { } code)
        {
            ReportStop(file, null, code, run.TimeLimit);
            return code;
        }
        catch (TrapException trap)
        {
            TrapReport.Write(file, trap, attached?.LastError, debug);
            return trap.Kind == TrapKind.HostDefect ? ExitCode.HostFault : ExitCode.Trapped;
        }
        finally
        {
            if (program.HasRoutes) StandardError.WriteLine($"This program is a web application: `cleanroom serve {file}` serves it.");
        }
    }

    // Reports all of them at once, so that the user can fix them together (N2).
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

    static void ReportStop(string file, TrapException? stopped, int code, TimeSpan? limit)
    {
        var text = new StringBuilder();
        if (code == ExitCode.TimeLimit)
            text.Append(CultureInfo.InvariantCulture, $"cleanroom: {file} was interrupted: the time limit of {limit!.Value.TotalSeconds} s was up. A larger --timeout gives it more.");
        else
            text.Append($"cleanroom: {file} was {(code == ExitCode.Interrupted ? "interrupted" : "terminated")}");
        if (stopped is not null) TrapReport.AppendFrames(text, stopped);
        StandardError.WriteLine(text.ToString());
    }
}
