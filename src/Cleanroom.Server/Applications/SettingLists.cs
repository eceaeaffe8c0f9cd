namespace Cleanroom.Server.Applications;

/// <summary>Comma-separated values.</summary>
static class SettingLists
{
    public static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
