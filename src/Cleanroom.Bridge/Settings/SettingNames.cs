namespace Cleanroom.Bridge.Settings;

/// <summary>How messages name settings: as users do where they decide about them.</summary>
public sealed class SettingNames
{
    readonly Func<string, string> _spell;

    SettingNames(Func<string, string> spell) => _spell = spell;

    /// <summary>As options of a command: <c>--max-memory</c>.</summary>
    public static SettingNames CommandLine { get; } = new(static setting => "--" + setting);

    /// <summary>A setting by its name without dashes.</summary>
    public string this[string setting] => _spell(setting);

    /// <summary>As keys of configuration: <c>Cleanroom:MaxMemory</c>.</summary>
    /// <param name="section">The section that they are in.</param>
    public static SettingNames Configuration(string section) => new(setting => $"{section}:{KeyOf(setting)}");

    /// <summary>The key of a setting in its section: <c>MaxMemory</c> for <c>max-memory</c>.</summary>
    public static string KeyOf(string setting) => string.Concat(setting.Split('-').Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>The variable of the environment that sets it: <c>CLEANROOM_MAX_MEMORY</c>.</summary>
    public static string VariableOf(string setting) => "CLEANROOM_" + setting.Replace('-', '_').ToUpperInvariant();
}
