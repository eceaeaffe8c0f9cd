namespace Cleanroom.Bridge.Settings;

/// <summary>
/// One thing that users decide, under one name everywhere: the option <c>--body-limit</c> is the environment variable <c>CLEANROOM_BODY_LIMIT</c> and the
/// configuration key <c>Cleanroom:BodyLimit</c>.
/// </summary>
/// <typeparam name="TOptions">The options that it changes.</typeparam>
public sealed class Setting<TOptions>
{
    readonly Func<TOptions, IReadOnlyList<string>, TOptions> _apply;

    /// <summary>A setting that may be given several times.</summary>
    /// <param name="name">The name of the option without its dashes.</param>
    /// <param name="argument">What one of its values is called.</param>
    /// <param name="description">What it does, in sentences; with the default where there is one.</param>
    /// <param name="apply">Gives the options with all values in them.</param>
    public Setting(string name, string argument, string description, Func<TOptions, IReadOnlyList<string>, TOptions> apply)
        : this(true, name, argument, description, apply)
    {
    }

    /// <summary>A setting with one value.</summary>
    /// <param name="name">The name of the option without its dashes.</param>
    /// <param name="argument">What its value is called.</param>
    /// <param name="description">What it does, in sentences; with the default where there is one.</param>
    /// <param name="apply">Gives the options with the value in them.</param>
    public Setting(string name, string argument, string description, Func<TOptions, string, TOptions> apply)
        : this(false, name, argument, description, (options, values) => apply(options, values[^1]))
    {
    }

    /// <summary>A switch.</summary>
    /// <param name="name">The name of the option without its dashes.</param>
    /// <param name="description">What it does, in sentences.</param>
    /// <param name="apply">Gives the options with the switch in them.</param>
    public Setting(string name, string description, Func<TOptions, bool, TOptions> apply)
        : this(false, name, null, description, (options, values) => apply(options, SettingValues.Switch(values[^1])))
    {
    }

    Setting(bool isRepeatable, string name, string? argument, string description, Func<TOptions, IReadOnlyList<string>, TOptions> apply) =>
        (IsRepeatable, Name, Argument, Description, _apply) = (isRepeatable, name, argument, description, apply);

    /// <summary>The name of the option without its dashes.</summary>
    public string Name { get; }

    /// <summary>What its value is called, or null for a switch.</summary>
    public string? Argument { get; }

    /// <summary>What it does.</summary>
    public string Description { get; }

    /// <summary>True when the setting may be given several times; lists in configuration then have several entries, in a variable they stand between commas.</summary>
    public bool IsRepeatable { get; }

    /// <summary>Other names of the option, with their dashes.</summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];

    /// <summary>A variable of the environment that other hosts read for this, or null. Its own variable wins over it.</summary>
    public string? KnownVariable { get; init; }

    /// <summary>The option.</summary>
    public string Option => SettingNames.CommandLine[Name];

    /// <summary>The variable of the environment.</summary>
    public string Variable => SettingNames.VariableOf(Name);

    /// <summary>The key in the section of the configuration.</summary>
    public string Key => SettingNames.KeyOf(Name);

    /// <summary>Gives the options with values in them.</summary>
    /// <param name="options">The options.</param>
    /// <param name="values">The values; for a switch <c>true</c> or <c>false</c>.</param>
    /// <param name="source">The setting as it is named where the values stand, for messages.</param>
    /// <exception cref="SettingException">A value cannot be used.</exception>
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

    /// <summary>What the environment says of it and the variable that says it, or null.</summary>
    public (IReadOnlyList<string> Values, string Variable)? FromEnvironment()
    {
        foreach (var name in (string?[])[Variable, KnownVariable])
            if (name is not null && Environment.GetEnvironmentVariable(name) is { Length: > 0 } text)
                return (IsRepeatable ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [text], name);
        return null;
    }

    /// <summary>The same setting of options that contain these.</summary>
    /// <typeparam name="TOuter">The outer options.</typeparam>
    /// <param name="inner">These options of the outer ones.</param>
    /// <param name="replace">The outer options with others in them.</param>
    public Setting<TOuter> Within<TOuter>(Func<TOuter, TOptions> inner, Func<TOuter, TOptions, TOuter> replace) =>
        new(IsRepeatable, Name, Argument, Description, (options, values) => replace(options, _apply(inner(options), values)))
        {
            OtherNames = OtherNames,
            KnownVariable = KnownVariable,
        };
}
