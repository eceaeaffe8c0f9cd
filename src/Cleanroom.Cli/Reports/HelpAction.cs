using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Cleanroom.Cli.Reports;

/// <summary>Writes the help of the command that was given.</summary>
sealed class HelpAction : SynchronousCommandLineAction
{
    /// <summary>Makes this the help of all commands.</summary>
    public static void Use(RootCommand root) => root.Options.OfType<HelpOption>().Single().Action = new HelpAction();

    /// <inheritdoc />
    public override int Invoke(ParseResult result)
    {
        Report.Write(HelpLayout.Of(result.CommandResult.Command));
        return ExitCode.Done;
    }
}
