namespace Cleanroom.Server.Applications;

/// <summary>Values that stand between commas.</summary>
static class SettingLists
{
    /// <summary>The values of a list.</summary>
    public static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
