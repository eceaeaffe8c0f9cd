namespace Cleanroom.Bridge.Grants;

/// <summary>
/// Files and directories of the host itself: whatever is granted or mounted, they are never opened for a guest or a client. Paths are compared with all links
/// resolved. Thread-safe.
/// </summary>
sealed class ClosedPaths
{
    readonly Lock _adding = new();
    volatile string[] _paths = [];

    /// <summary>Closes a file, or a directory with everything in it. It need not exist yet.</summary>
    public void Add(string path)
    {
        lock (_adding) _paths = [.. _paths, RealPath.OfHost(path)];
    }

    /// <summary>True when a real path is closed.</summary>
    public bool Contains(string real) => Array.Exists(_paths, closed => RealPath.IsInside(real, closed));

    /// <summary>True when something at or below a real path is closed.</summary>
    public bool AnyBelow(string real) => Array.Exists(_paths, closed => RealPath.IsInside(closed, real));
}
