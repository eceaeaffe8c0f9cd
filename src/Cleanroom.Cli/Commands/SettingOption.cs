using System.CommandLine;

namespace Cleanroom.Cli.Commands;

/// <summary>An option that help lists under a title.</summary>
interface IGroupedOption
{
    /// <summary>The title.</summary>
    string Group { get; }
}

/// <summary>The option of a setting.</summary>
/// <param name="name">Its name.</param>
/// <param name="aliases">Its other names.</param>
/// <param name="group">The title under which help lists it.</param>
sealed class SettingOption<T>(string name, string[] aliases, string group) : Option<T>(name, aliases), IGroupedOption
{
    /// <inheritdoc />
    public string Group => group;
}
