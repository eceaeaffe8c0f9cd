using System.Diagnostics.CodeAnalysis;

namespace Cleanroom.Bridge.Grants;

/// <summary>Resolves the symbolic links in every component of a path, even if its end does not exist yet.</summary>
static class RealPath
{
    const int MaxLinks = 40;

    static readonly StringComparison Comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>Resolves an absolute path. Returns false for a loop of links or when access is denied.</summary>
    public static bool TryResolve(string path, [NotNullWhen(true)] out string? real)
    {
        real = null;
        var current = Path.GetPathRoot(path)!;
        var pending = new Stack<string>();
        Push(pending, path[current.Length..]);
        var links = 0;
        while (pending.TryPop(out var name))
        {
            if (name == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }
            var next = Path.Join(current, name);
            if (!TryReadLink(next, out var target) || target is not null && ++links > MaxLinks) return false;
            if (target is null)
            {
                current = next;
                continue;
            }
            var root = Path.GetPathRoot(target);
            if (!string.IsNullOrEmpty(root)) current = Path.GetFullPath(root);
            Push(pending, target[(root?.Length ?? 0)..]);
        }
        real = current;
        return true;
    }

    /// <summary>Resolves a path that the user of the host named. Without access to a part of it, its links stay.</summary>
    public static string OfHost(string path) => Path.GetFullPath(path) is var full && TryResolve(full, out var real) ? real : full;

    /// <summary>True when a resolved path is a resolved directory or below it; a sibling with the same name prefix is not.</summary>
    public static bool IsInside(string path, string directory) =>
        path.StartsWith(directory, Comparison)
        && (path.Length == directory.Length || Path.EndsInDirectorySeparator(directory) || path[directory.Length] == Path.DirectorySeparatorChar);

    static void Push(Stack<string> pending, string path)
    {
        var names = path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        for (var i = names.Length - 1; i >= 0; i--)
            if (names[i] is not ("" or ".")) pending.Push(names[i]);
    }

    static bool TryReadLink(string path, out string? target)
    {
        target = null;
        try
        {
            target = new FileInfo(path).LinkTarget;
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
