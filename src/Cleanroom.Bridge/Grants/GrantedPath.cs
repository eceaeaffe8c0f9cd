namespace Cleanroom.Bridge.Grants;

/// <summary>A path that a guest may use.</summary>
/// <param name="Real">The path with every symbolic link resolved, used for reading and writing.</param>
/// <param name="Entry">The same without resolving the last name, for operations on the name itself: delete, rename.</param>
readonly record struct GrantedPath(string Real, string Entry)
{
    /// <summary>Returns what exists at the real path now.</summary>
    public FileStatus Look() => FileKinds.Look(Real);
}
