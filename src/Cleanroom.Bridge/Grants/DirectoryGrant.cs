namespace Cleanroom.Bridge.Grants;

/// <summary>A directory that guests may use.</summary>
/// <param name="Path">The directory.</param>
/// <param name="ReadOnly">True when guests may not change anything in it.</param>
public sealed record DirectoryGrant(string Path, bool ReadOnly = false);
