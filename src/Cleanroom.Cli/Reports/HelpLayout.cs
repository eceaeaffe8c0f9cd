using System.CommandLine;
using System.CommandLine.Help;
using Cleanroom.Cli.Commands;

namespace Cleanroom.Cli.Reports;

/// <summary>Lays out the help of a command: its usage, its verbs, and its options by group.</summary>
static class HelpLayout
{
    const string OtherOptions = "Other options";

    /// <summary>Returns the sections of the help.</summary>
    public static IReadOnlyList<ReportSection> Of(Command command)
    {
        var isRoot = command is RootCommand;
        var usage = isRoot ? "cleanroom [VERB] FILE [options]" : string.Join(' ', [$"cleanroom {command.Name}", .. command.Arguments.Select(Usage), "[options]"]);
        List<ReportSection> sections = [new("Usage", [[usage]], IsHelp: true), new("Description", [[command.Description ?? ""]], IsHelp: true)];
        if (command.Subcommands.Count > 0) sections.Add(new("Verbs", [.. command.Subcommands.Select(verb => new[] { verb.Name, verb.Description ?? "" })], IsHelp: true));
        sections.AddRange(command.Options.Where(static option => !option.Hidden)
            .GroupBy(static option => option is IGroupedOption grouped ? grouped.Group : OtherOptions)
            .OrderBy(static group => group.Key == OtherOptions)
            .Select(static group => new ReportSection(group.Key, [.. group.Select(static option => new[] { Names(option), Description(option) })], IsHelp: true)));
        return sections;
    }

    static string Usage(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name;

    // Short names first; "/?" and the like of other systems are accepted but not listed.
    static string Names(Option option) =>
        string.Join(", ", option.Aliases.Append(option.Name).Where(static name => name.StartsWith('-') && name != "-?").Distinct().OrderBy(static name => name.StartsWith("--", StringComparison.Ordinal)).ThenBy(name => name != option.Name))
        + (option.HelpName is { } argument ? " " + argument : "");

    static string Description(Option option) => option is HelpOption ? "Shows this help." : option is VersionOption ? "Shows the version." : option.Description ?? "";
}
