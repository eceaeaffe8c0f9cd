namespace Cleanroom.Bridge.Settings;

/// <summary>
/// A user setting with the same name everywhere: the option <c>--body-limit</c> is the environment variable <c>CLEANROOM_BODY_LIMIT</c> and the configuration
/// key <c>Cleanroom:BodyLimit</c>.
/// </summary>
/// <typeparam name="TOptions">The type of the options that it changes.</typeparam>
public sealed class Setting<TOptions>
{
    readonly Func<TOptions, IReadOnlyList<string>, TOptions> _apply;

    /// <summary>Creates a setting that may be given several times.</summary>
    /// <param name="name">The name of the option without its dashes.</param>
    /// <param name="argument">The placeholder for one value.</param>
    /// <param name="description">What it does, in complete sentences, with the default if there is one.</param>
    /// <param name="apply">Returns the options with all values applied.</param>
    public Setting(string name, string argument, string description, Func<TOptions, IReadOnlyList<string>, TOptions> apply)
        : this(true, name, argument, description, apply)
    {
    }

    /// <summary>Creates a setting with one value.</summary>
    /// <param name="name">The name of the option without its dashes.</param>
    /// <param name="argument">The placeholder for its value.</param>
    /// <param name="description">What it does, in complete sentences, with the default if there is one.</param>
    /// <param name="apply">Returns the options with the value applied.</param>
    public Setting(string name, string argument, string description, Func<TOptions, string, TOptions> apply)
        : this(false, name, argument, description, (options, values) => apply(options, values[^1]))
    {
    }

    /// <summary>Creates a switch.</summary>
    /// <param name="name">The name of the option without its dashes.</param>
    /// <param name="description">What it does, in complete sentences.</param>
    /// <param name="apply">Returns the options with the switch applied.</param>
    public Setting(string name, string description, Func<TOptions, bool, TOptions> apply)
        : this(false, name, null, description, (options, values) => apply(options, SettingValues.Switch(values[^1])))
    {
    }

    Setting(bool isRepeatable, string name, string? argument, string description, Func<TOptions, IReadOnlyList<string>, TOptions> apply) =>
        (IsRepeatable, Name, Argument, Description, _apply) = (isRepeatable, name, argument, description, apply);

    /// <summary>The name of the option without its dashes.</summary>
    public string Name { get; }

    /// <summary>The placeholder for its value, or null for a switch.</summary>
    public string? Argument { get; }

    /// <summary>What it does.</summary>
    public string Description { get; }

    /// <summary>True when the setting may be given several times. In configuration it is a list, in a variable the values are separated by commas.</summary>
    public bool IsRepeatable { get; }

    /// <summary>The title under which help and the reference list it.</summary>
    public string Group { get; private init; } = "";

    /// <summary>Other names of the option, including their dashes.</summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];

    /// <summary>An environment variable that other hosts read for this, or null. The setting's own variable takes precedence.</summary>
    public string? KnownVariable { get; init; }

    /// <summary>The option.</summary>
    public string Option => SettingNames.CommandLine[Name];

    /// <summary>The environment variable.</summary>
    public string Variable => SettingNames.VariableOf(Name);

    /// <summary>The key in the configuration section.</summary>
    public string Key => SettingNames.KeyOf(Name);

    /// <summary>Returns the options with values applied.</summary>
    /// <param name="options">The options.</param>
    /// <param name="values">The values; for a switch <c>true</c> or <c>false</c>.</param>
    /// <param name="source">The setting as named at the source of the values, for messages.</param>
    /// <exception cref="SettingException">A value is invalid.</exception>
    public TOptions Apply(TOptions options, IReadOnlyList<string> values, string source)
    {
        try
        {
            return _apply(options, values);
        }
        catch (SettingException wrong)
        {
            throw new SettingException(source, wrong.Value, wrong.Problem);
        }
    }

    /// <summary>Returns the values from the environment and the variable that holds them, or null.</summary>
    public (IReadOnlyList<string> Values, string Variable)? FromEnvironment()
    {
        foreach (var name in (string?[])[Variable, KnownVariable])
            if (name is not null && Environment.GetEnvironmentVariable(name) is { Length: > 0 } text)
                return (IsRepeatable ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [text], name);
        return null;
    }

    /// <summary>Returns the same setting in a group.</summary>
    /// <param name="group">The title under which help and the reference list it.</param>
    public Setting<TOptions> In(string group) => new(IsRepeatable, Name, Argument, Description, _apply) { OtherNames = OtherNames, KnownVariable = KnownVariable, Group = group };

    /// <summary>Returns the same setting for options that contain these.</summary>
    /// <typeparam name="TOuter">The outer options.</typeparam>
    /// <param name="inner">Returns these options from the outer ones.</param>
    /// <param name="replace">Returns the outer options with these options replaced.</param>
    public Setting<TOuter> Within<TOuter>(Func<TOuter, TOptions> inner, Func<TOuter, TOptions, TOuter> replace) =>
        new(IsRepeatable, Name, Argument, Description, (options, values) => replace(options, _apply(inner(options), values)))
        {
            OtherNames = OtherNames,
            KnownVariable = KnownVariable,
            Group = Group,
        };
}
