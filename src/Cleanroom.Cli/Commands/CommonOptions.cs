using System.CommandLine;

namespace Cleanroom.Cli.Commands;

/// <summary>Options shared by several verbs.</summary>
static class CommonOptions
{
    /// <summary>Shows details for developers of Cleanroom.</summary>
    public static Option<bool> Debug { get; } = new("--debug") { Description = "Shows the .NET stack trace of a failure, for bug reports about Cleanroom." };

}
