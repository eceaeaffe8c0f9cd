using System.CommandLine;

namespace Cleanroom.Cli.Commands;

/// <summary>A verb of the command line.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="Configure">Adds its arguments, its options and its action. Called only for the verb that is given: start-up is the time of most programs.</param>
sealed record Verb(string Name, string Description, Action<Command> Configure)
{
    /// <summary>All verbs.</summary>
    public static IReadOnlyList<Verb> All { get; } =
    [
        new("run", "Runs a program: calls the entry point of a module once.", RunCommand.Configure),
        new("serve", "Serves a web application: runs its entry point once, then each request in a fresh guest.", ServeCommand.Configure),
        new("inspect", "Reads and validates a module without running it, and reports its compiler, its imports and which of them this host provides.", InspectCommand.Configure),
    ];

    /// <summary>Returns the command.</summary>
    /// <param name="isGiven">Whether the user gives this verb.</param>
    public Command Create(bool isGiven)
    {
        var command = new Command(Name, Description);
        if (isGiven) Configure(command);
        return command;
    }
}
