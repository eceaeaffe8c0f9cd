namespace Cleanroom.Bridge.Settings;

/// <summary>A setting has an invalid value.</summary>
public sealed class SettingException : Exception
{
    /// <summary>Creates an exception for an invalid value; the setting adds its name.</summary>
    /// <param name="value">The value.</param>
    /// <param name="problem">What was expected, with an example.</param>
    public SettingException(string value, string problem) : this("", value, problem)
    {
    }

    /// <summary>Creates an exception for an invalid setting.</summary>
    /// <param name="setting">The setting as the user names it.</param>
    /// <param name="value">Its value, or "" for a problem whose text continues the name.</param>
    /// <param name="problem">What was expected.</param>
    public SettingException(string setting, string value, string problem) : base(value.Length == 0 ? $"{setting} {problem}" : $"{$"{setting} {value}".TrimStart()}: {problem}") =>
        (Setting, Value, Problem) = (setting, value, problem);

    /// <summary>The setting as the user names it.</summary>
    public string Setting { get; }

    /// <summary>The value.</summary>
    public string Value { get; }

    /// <summary>What was expected.</summary>
    public string Problem { get; }
}
