namespace Cleanroom.Bridge.Capabilities;

/// <summary>A path that a guest may use.</summary>
/// <param name="Real">The path with every symbolic link resolved: what is read and written.</param>
/// <param name="Entry">The same without resolving the last name, for what acts on the name itself: delete, rename.</param>
/// <param name="Root">The granted directory, resolved.</param>
readonly record struct GrantedPath(string Real, string Entry, string Root)
{
    /// <summary>What is at the real path now.</summary>
    public FileKind Kind => FileKinds.Of(Real);

    /// <summary>True when the last name is a directory itself and not a link to one.</summary>
    public bool IsRealDirectory => Kind == FileKind.Directory && new DirectoryInfo(Entry).LinkTarget is null;
}
