using Cleanroom.Bridge;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Server.StaticFiles;

/// <summary>A mount whose directory existed when it was created.</summary>
/// <param name="Prefix">The decoded path without a trailing slash: "" for all paths.</param>
/// <param name="Root">The directory with every symbolic link resolved.</param>
sealed record MountedDirectory(string Prefix, string Root)
{
    /// <summary>The prefix in the form in which it is compared with paths, or null when no path can start with it.</summary>
    public static string? Normalize(string prefix)
    {
        var trimmed = prefix.TrimEnd('/');
        if (trimmed.Length > 0 && trimmed[0] != '/') trimmed = "/" + trimmed;
        return trimmed.AsSpan().ContainsAny('?', '#') || trimmed.Split('/').Any(segment => segment is "." or "..") ? null : StaticPath.Decode(trimmed);
    }

    /// <summary>Mounts the directory named by a setting.</summary>
    /// <exception cref="HostException">The directory does not exist, or the prefix is invalid.</exception>
    /// <exception cref="SettingException">The directory belongs to the server.</exception>
    public static MountedDirectory Of(StaticMount mount, ClosedPaths closed, string setting)
    {
        if (Normalize(mount.Prefix) is not { } prefix) throw new HostException($"{setting}: no path can begin with {mount.Prefix}: use one like /assets");
        var root = RealPath.OfHost(mount.Directory);
        if (closed.Contains(root)) throw new SettingException(setting, mount.Directory, "files of the server are kept there, which clients never get: name another directory, or move those files with the option that placed them");
        if (PathRules.IsSystem(root) || FileKinds.Of(root) != FileKind.Directory)
            throw new HostException($"the directory {mount.Directory} does not exist or belongs to the system: create it or correct {setting}");
        return new MountedDirectory(prefix, root);
    }

    /// <summary>
    /// Returns the part of a decoded path after the prefix: "" or a text that starts with a slash. False when the path does not start with the prefix.
    /// </summary>
    public bool TryMatch(ReadOnlySpan<char> path, out ReadOnlySpan<char> rest)
    {
        rest = default;
        if (!path.StartsWith(Prefix)) return false;
        rest = path[Prefix.Length..];
        return rest.IsEmpty || rest[0] == '/';
    }
}
