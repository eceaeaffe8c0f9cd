using System.Text;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Bridge.Grants;

/// <summary>
/// Confines guest paths to granted directories. The check uses the path with all links resolved; the file is then opened by that path without following any
/// link, see <see cref="DirectoryHandle"/>.
/// </summary>
/// <param name="directories">The directories; relative paths are resolved against the first.</param>
/// <param name="closed">The host's own files, which no grant opens.</param>
/// <param name="setting">The name in messages of the setting that grants a directory.</param>
/// <param name="logger">Where refusals are logged.</param>
sealed class DirectoryGrants(IReadOnlyList<DirectoryGrant> directories, ClosedPaths closed, string setting, ILogger logger)
{
    (string Real, DirectoryGrant Grant)[]? _roots;

    // Resolved on first use: most guests never touch a file.
    (string Real, DirectoryGrant Grant)[] Roots => _roots ??= Resolve(directories);

    /// <summary>Resolves a guest's path, or refuses it and logs which setting would grant it.</summary>
    /// <param name="function">The function that the guest called.</param>
    /// <param name="path">The path in UTF-8.</param>
    /// <param name="forWriting">True when something will be changed there.</param>
    /// <param name="granted">The path to use.</param>
    public bool TryResolve(string function, ReadOnlySpan<byte> path, bool forWriting, out GrantedPath granted)
    {
        granted = default;
        var text = Encoding.UTF8.GetString(path);
        if (PathRules.Refusal(text) is { } refusal)
        {
            logger.PathNeverGranted(function, LoggedText.Of(path), refusal, setting);
            return false;
        }
        if (Roots.Length == 0)
        {
            logger.PathRefused(function, LoggedText.Of(path), "no directory is granted", $"{setting} DIRECTORY");
            return false;
        }
        if (!GrantedPath.TryResolve(Path.IsPathRooted(text) ? text : Path.Join(Roots[0].Real, text), closed, out var resolved, out var reason))
        {
            logger.PathNeverGranted(function, LoggedText.Of(path), reason, setting);
            return false;
        }
        // An operation on the name itself changes the directory that contains the name, which may differ from where its link leads.
        if (!IsGranted(function, path, forWriting, resolved.Real) || forWriting && resolved.Entry != resolved.Real && !IsGranted(function, path, forWriting, resolved.Entry)) return false;
        granted = resolved;
        return true;
    }

    /// <summary>True when a real path is a granted directory, or contains one or files of the host: it is neither moved nor deleted as a whole.</summary>
    public bool IsHeld(string real) => closed.AnyBelow(real) || Array.Exists(Roots, root => RealPath.IsInside(root.Real, real));

    bool IsGranted(string function, ReadOnlySpan<byte> path, bool forWriting, string real)
    {
        var (root, isReadOnly) = ("", false);
        // Of nested grants, the innermost decides.
        foreach (var (candidate, grant) in Roots)
            if (candidate.Length > root.Length && RealPath.IsInside(real, candidate)) (root, isReadOnly) = (candidate, grant.ReadOnly);
        if (root.Length > 0 && !(forWriting && isReadOnly)) return true;
        var reason = root.Length == 0 ? "it is outside the granted directories" : "the directory is granted for reading only";
        var needed = root.Length == 0 ? Path.GetDirectoryName(real) ?? real : root;
        logger.PathRefused(function, LoggedText.Of(path), reason, LoggedText.Of($"{setting} {needed}"));
        return false;
    }

    static (string Real, DirectoryGrant Grant)[] Resolve(IReadOnlyList<DirectoryGrant> directories) =>
        [.. directories.Select(static grant => (RealPath.OfHost(grant.Path), grant))];
}
