using System.Diagnostics.CodeAnalysis;

namespace Cleanroom.Bridge.Grants;

/// <summary>
/// A path that may be opened for a guest or a client. Files are opened by such paths only, and <see cref="TryResolve"/> is the only way to make one: its links
/// are resolved, and it belongs neither to the system nor to the host.
/// </summary>
readonly record struct GrantedPath
{
    /// <summary>The refusal of a path with a loop of links or without access.</summary>
    public const string Unresolvable = "its links cannot be resolved";

    GrantedPath(string real, string entry) => (Real, Entry) = (real, entry);

    /// <summary>The path with every symbolic link resolved, used for reading and writing.</summary>
    public string Real { get; }

    /// <summary>The same without resolving the last name, for operations on the name itself: delete, rename.</summary>
    public string Entry { get; }

    /// <summary>Resolves an absolute path. Whether it is granted, the caller decides by the result.</summary>
    /// <param name="path">The path.</param>
    /// <param name="closed">The host's own files.</param>
    /// <param name="resolved">The path to use.</param>
    /// <param name="refusal">Why nobody may use it.</param>
    public static bool TryResolve(string path, ClosedPaths closed, out GrantedPath resolved, [NotNullWhen(false)] out string? refusal)
    {
        resolved = default;
        refusal = Unresolvable;
        if (!RealPath.TryResolve(path, out var real) || !TryResolveEntry(path, real, out var entry)) return false;
        refusal = PathRules.IsSystem(real) || PathRules.IsSystem(entry) ? "it belongs to the system"
            : closed.Contains(real) || closed.Contains(entry) ? "it belongs to the server"
            : null;
        if (refusal is not null) return false;
        resolved = new GrantedPath(real, entry);
        return true;
    }

    /// <summary>Returns what exists at the real path now.</summary>
    public FileStatus Look() => FileKinds.Look(Real);

    static bool TryResolveEntry(string path, string real, [NotNullWhen(true)] out string? entry)
    {
        entry = real;
        var name = Path.GetFileName(path);
        // Without links, the path is the real one.
        if (real == path || name is "" or "." or "..") return true;
        if (!RealPath.TryResolve(path[..^name.Length], out var parent)) return false;
        entry = Path.Join(parent, name);
        return true;
    }
}
