namespace Cleanroom.Bridge.Configuration;

/// <summary>A setting has a value that it cannot have; the message names the setting, the value and one that would do.</summary>
public sealed class SettingException(string message) : Exception(message);
