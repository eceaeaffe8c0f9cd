using System.CommandLine;

namespace Cleanroom.Cli.Commands;

/// <summary><c>cleanroom run FILE</c>: runs a module's entry point once.</summary>
static class RunCommand
{
    static readonly Argument<string> File = ModuleFile.Validated(new Argument<string>("FILE") { Description = "The WebAssembly module." });

    /// <summary>Adds its arguments, its options and its action.</summary>
    public static void Configure(Command command)
    {
        command.Add(File);
        command.Add(CommonOptions.Debug);
        var settings = new SettingOptions<RunOptions>(command, RunOptions.Settings);
        command.SetAction(line => ProgramRun.Run(line.GetRequiredValue(File), defaults => settings.Read(line, defaults), line.GetValue(CommonOptions.Debug)));
    }
}
