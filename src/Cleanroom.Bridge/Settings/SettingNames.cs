namespace Cleanroom.Bridge.Settings;

/// <summary>How messages name settings: the way the user sets them.</summary>
public sealed class SettingNames
{
    readonly Func<string, string> _spell;

    SettingNames(Func<string, string> spell) => _spell = spell;

    /// <summary>As command-line options: <c>--max-memory</c>.</summary>
    public static SettingNames CommandLine { get; } = new(static setting => "--" + setting);

    /// <summary>Returns the spelling of a setting, given by its name without dashes.</summary>
    public string this[string setting] => _spell(setting);

    /// <summary>As configuration keys: <c>Cleanroom:MaxMemory</c>.</summary>
    /// <param name="section">The section that they are in.</param>
    public static SettingNames Configuration(string section) => new(setting => $"{section}:{KeyOf(setting)}");

    /// <summary>Returns the key of a setting in its section: <c>MaxMemory</c> for <c>max-memory</c>.</summary>
    public static string KeyOf(string setting) => string.Concat(setting.Split('-').Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>Returns the environment variable of a setting: <c>CLEANROOM_MAX_MEMORY</c>.</summary>
    public static string VariableOf(string setting) => "CLEANROOM_" + setting.Replace('-', '_').ToUpperInvariant();
}
