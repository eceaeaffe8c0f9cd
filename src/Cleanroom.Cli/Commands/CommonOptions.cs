using System.CommandLine;

namespace Cleanroom.Cli.Commands;

/// <summary>What several verbs have.</summary>
static class CommonOptions
{
    /// <summary>Shows what only developers of Cleanroom want to see.</summary>
    public static Option<bool> Debug { get; } = new("--debug") { Description = "Shows the .NET stack trace of a failure, for bug reports about Cleanroom." };

}
