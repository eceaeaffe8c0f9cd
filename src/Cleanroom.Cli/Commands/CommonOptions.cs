using System.CommandLine;
using Cleanroom.Bridge.Abi;
using Cleanroom.Cli.Terminal;

namespace Cleanroom.Cli.Commands;

/// <summary>What several verbs have.</summary>
static class CommonOptions
{
    /// <summary>Shows what only developers of Cleanroom want to see.</summary>
    public static Option<bool> Debug { get; } = new("--debug") { Description = "Shows the .NET stack trace of a failure, for reports about Cleanroom itself." };

    /// <summary>The console of a guest: this process's, coloured and flushed as terminals want it.</summary>
    public static GuestConsole Console(Stream? input) =>
        new(input, System.Console.OpenStandardOutput(), StandardError.Stream, !System.Console.IsOutputRedirected, !System.Console.IsErrorRedirected);
}
