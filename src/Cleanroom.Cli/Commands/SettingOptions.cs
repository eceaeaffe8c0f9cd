using System.CommandLine;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Cli.Commands;

/// <summary>The settings of a verb without options.</summary>
static class SettingOptions
{
    /// <summary>Returns the options with the settings of the environment applied.</summary>
    /// <exception cref="SettingException">A value is invalid.</exception>
    public static TOptions ReadEnvironment<TOptions>(string verb, IEnumerable<Setting<TOptions>> settings, TOptions options) =>
        Apply(verb, settings, options, static setting => setting.FromEnvironment());

    /// <summary>Returns the options with the values of the settings applied.</summary>
    /// <param name="verb">The verb whose help a message names.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="options">The options.</param>
    /// <param name="find">Returns the values of a setting and how the user names it there, or null.</param>
    /// <exception cref="SettingException">A value is invalid.</exception>
    public static TOptions Apply<TOptions>(string verb, IEnumerable<Setting<TOptions>> settings, TOptions options, Func<Setting<TOptions>, (IReadOnlyList<string> Values, string Source)?> find)
    {
        try
        {
            foreach (var setting in settings)
                if (find(setting) is { } found) options = setting.Apply(options, found.Values, found.Source);
            return options;
        }
        catch (SettingException wrong)
        {
            throw new SettingException(wrong.Setting, wrong.Value, $"{wrong.Problem}\n`cleanroom {verb} --help` lists the options.");
        }
    }
}

/// <summary>The options of a verb that correspond to settings. Missing options are taken from the environment.</summary>
/// <typeparam name="TOptions">The options that the settings change.</typeparam>
sealed class SettingOptions<TOptions>
{
    readonly Dictionary<Setting<TOptions>, Option> _options = [];
    readonly string _verb;

    /// <summary>Adds the settings to a verb.</summary>
    public SettingOptions(Command command, IEnumerable<Setting<TOptions>> settings)
    {
        _verb = command.Name;
        foreach (var setting in settings)
        {
            string[] others = [.. setting.OtherNames];
            Option option = setting.Argument is null
                ? new SettingOption<bool>(setting.Option, others, setting.Group) { Description = setting.Description }
                : new SettingOption<string[]>(setting.Option, others, setting.Group) { HelpName = setting.Argument, Description = setting.Description, Arity = ArgumentArity.OneOrMore };
            _options.Add(setting, option);
            command.Add(option);
        }
    }

    /// <summary>Returns the options with the user's settings applied.</summary>
    /// <exception cref="SettingException">A value is invalid.</exception>
    public TOptions Read(ParseResult line, TOptions options) =>
        SettingOptions.Apply(_verb, _options.Keys, options, setting => Values(line, setting, _options[setting]));

    static (IReadOnlyList<string> Values, string Source)? Values(ParseResult line, Setting<TOptions> setting, Option option)
    {
        if (line.GetResult(option) is not { Implicit: false } result) return setting.FromEnvironment();
        if (option is Option<bool> flag) return ([line.GetValue(flag) ? "true" : "false"], setting.Option);
        string[] values = [.. result.Tokens.Select(token => token.Value)];
        if (values.Contains("")) throw new SettingException(setting.Option, "", $"is given an empty value: expected {setting.Argument}");
        return setting.IsRepeatable || values.Length == 1 ? (values, setting.Option) : throw new SettingException(setting.Option, "", $"is given {values.Length} times, it has one value");
    }
}
