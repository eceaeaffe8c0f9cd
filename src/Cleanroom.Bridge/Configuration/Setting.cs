namespace Cleanroom.Bridge.Configuration;

/// <summary>
/// One thing that users decide, under one name everywhere: the option <c>--body-limit</c> is the environment variable <c>CLEANROOM_BODY_LIMIT</c> and the
/// configuration key <c>Cleanroom:BodyLimit</c>.
/// </summary>
/// <typeparam name="TOptions">The options that it changes.</typeparam>
/// <param name="Name">The name of the option without its dashes.</param>
/// <param name="Argument">What its value is called, or null for a switch.</param>
/// <param name="Description">What it does, in sentences; with the default where there is one.</param>
/// <param name="Apply">Gives the options with the values in them. A switch gets <c>true</c> or <c>false</c>.</param>
public sealed record Setting<TOptions>(string Name, string? Argument, string Description, Func<TOptions, IReadOnlyList<string>, TOptions> Apply)
{
    /// <summary>A setting with one value.</summary>
    /// <param name="name">The name of the option without its dashes.</param>
    /// <param name="argument">What its value is called.</param>
    /// <param name="description">What it does.</param>
    /// <param name="apply">Gives the options with the value in them.</param>
    public Setting(string name, string argument, string description, Func<TOptions, string, TOptions> apply)
        : this(name, argument, description, (options, values) => apply(options, values[^1]))
    {
    }

    /// <summary>A switch.</summary>
    /// <param name="name">The name of the option without its dashes.</param>
    /// <param name="description">What it does.</param>
    /// <param name="apply">Gives the options with the switch in them.</param>
    public Setting(string name, string description, Func<TOptions, bool, TOptions> apply)
        : this(name, null, description, (options, values) => apply(options, SettingValues.Switch("--" + name, values[^1])))
    {
    }

    /// <summary>True when the setting may be given several times; lists in configuration then have several entries, in a variable they stand between commas.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Other names of the option, with their dashes.</summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];

    /// <summary>A variable of the environment that other hosts read for this, or null. Its own variable wins over it.</summary>
    public string? KnownVariable { get; init; }

    /// <summary>The option.</summary>
    public string Option => "--" + Name;

    /// <summary>The variable of the environment.</summary>
    public string Variable => "CLEANROOM_" + Name.Replace('-', '_').ToUpperInvariant();

    /// <summary>The key in the section of the configuration.</summary>
    public string Key => string.Concat(Name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>What the environment says of it, or null.</summary>
    public IReadOnlyList<string>? FromEnvironment()
    {
        foreach (var name in (string?[])[Variable, KnownVariable])
            if (name is not null && Environment.GetEnvironmentVariable(name) is { Length: > 0 } text)
                return IsRepeatable ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [text];
        return null;
    }

    /// <summary>The same setting of options that contain these.</summary>
    /// <typeparam name="TOuter">The outer options.</typeparam>
    /// <param name="inner">These options of the outer ones.</param>
    /// <param name="replace">The outer options with others in them.</param>
    public Setting<TOuter> Within<TOuter>(Func<TOuter, TOptions> inner, Func<TOuter, TOptions, TOuter> replace) =>
        new(Name, Argument, Description, (Func<TOuter, IReadOnlyList<string>, TOuter>)((options, values) => replace(options, Apply(inner(options), values))))
        {
            IsRepeatable = IsRepeatable,
            OtherNames = OtherNames,
            KnownVariable = KnownVariable,
        };
}
