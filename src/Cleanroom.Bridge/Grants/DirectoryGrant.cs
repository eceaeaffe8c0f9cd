namespace Cleanroom.Bridge.Grants;

/// <summary>A directory that guests may use.</summary>
/// <param name="Path">The directory.</param>
/// <param name="ReadOnly">True to forbid changes in it.</param>
public sealed record DirectoryGrant(string Path, bool ReadOnly = false);
