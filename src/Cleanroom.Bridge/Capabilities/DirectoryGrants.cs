using System.Text;
using Cleanroom.Bridge.Abi;

namespace Cleanroom.Bridge.Capabilities;

/// <summary>
/// Confines paths of guests to granted directories. The check is on the path with all links resolved; what is used is that path without following any link,
/// see <see cref="DirectoryHandle"/>.
/// </summary>
/// <param name="directories">The directories; relative paths start at the first.</param>
/// <param name="option">The option that grants a directory, for the log.</param>
sealed class DirectoryGrants(IReadOnlyList<DirectoryGrant> directories, string option)
{
    (string Real, DirectoryGrant Grant)[]? _roots;

    // Resolved at the first use: most guests never touch a file.
    (string Real, DirectoryGrant Grant)[] Roots => _roots ??= Resolve(directories);

    /// <summary>Finds the real path of a guest's path, or refuses it with one log line that says which option would grant it.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="function">The function it called.</param>
    /// <param name="path">The path in UTF-8.</param>
    /// <param name="forWriting">True when something is going to change there.</param>
    /// <param name="granted">The path to use.</param>
    public bool TryResolve(Guest guest, string function, ReadOnlySpan<byte> path, bool forWriting, out GrantedPath granted)
    {
        granted = default;
        var text = Encoding.UTF8.GetString(path);
        if (PathRules.Refusal(text) is { } refusal)
        {
            guest.Logger.PathNeverGranted(function, LoggedText.Of(path), refusal, option);
            return false;
        }
        if (Roots.Length == 0)
        {
            guest.Logger.PathRefused(function, LoggedText.Of(path), "no directory is granted", $"{option} DIRECTORY");
            return false;
        }
        if (!TryResolve(text, out var real, out var entry))
        {
            guest.Logger.PathNeverGranted(function, LoggedText.Of(path), "its links cannot be resolved", option);
            return false;
        }
        // What acts on the name itself changes the directory that the name is in, which need not be where its link leads.
        if (!IsGranted(guest, function, path, forWriting, real) || forWriting && entry != real && !IsGranted(guest, function, path, forWriting, entry)) return false;
        granted = new GrantedPath(real, entry);
        return true;
    }

    /// <summary>True when a real path is a granted directory or has one inside it.</summary>
    public bool HoldsRoot(string real) => Array.Exists(Roots, root => RealPath.IsInside(root.Real, real));

    bool IsGranted(Guest guest, string function, ReadOnlySpan<byte> path, bool forWriting, string real)
    {
        if (PathRules.IsSystem(real))
        {
            guest.Logger.PathNeverGranted(function, LoggedText.Of(path), "it belongs to the system", option);
            return false;
        }
        var root = "";
        var isReadOnly = false;
        // Of grants inside each other the innermost decides.
        foreach (var (candidate, grant) in Roots)
            if (candidate.Length > root.Length && RealPath.IsInside(real, candidate)) (root, isReadOnly) = (candidate, grant.ReadOnly);
        if (root.Length > 0 && !(forWriting && isReadOnly)) return true;
        var reason = root.Length == 0 ? "it is outside the granted directories" : "the directory is granted for reading only";
        var needed = root.Length == 0 ? Path.GetDirectoryName(real) ?? real : root;
        guest.Logger.PathRefused(function, LoggedText.Of(path), reason, LoggedText.Of($"{option} {needed}"));
        return false;
    }

    bool TryResolve(string path, out string real, out string entry)
    {
        real = entry = "";
        var full = Path.IsPathRooted(path) ? path : Path.Join(Roots[0].Real, path);
        if (!RealPath.TryResolve(full, out var resolved)) return false;
        real = entry = resolved;
        var name = Path.GetFileName(full);
        if (name is "" or "." or "..") return true;
        if (!RealPath.TryResolve(full[..^name.Length], out var parent)) return false;
        entry = Path.Join(parent, name);
        return true;
    }

    static (string Real, DirectoryGrant Grant)[] Resolve(IReadOnlyList<DirectoryGrant> directories) =>
        [.. directories.Select(static grant => (RealPath.TryResolve(Path.GetFullPath(grant.Path), out var real) ? real : Path.GetFullPath(grant.Path), grant))];
}
