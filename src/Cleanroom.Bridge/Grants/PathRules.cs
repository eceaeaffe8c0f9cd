namespace Cleanroom.Bridge.Grants;

/// <summary>Paths that cannot be granted: device names, the system's virtual file systems, and names that do not mean what they show.</summary>
static class PathRules
{
    const int MaxCharacters = 4096;

    static readonly string[] SystemDirectories = ["/proc", "/sys", "/dev"];

    /// <summary>Returns why a path as written by the guest is refused, or null.</summary>
    public static string? Refusal(string path)
    {
        if (path.Length == 0) return "it is empty";
        if (path.Length > MaxCharacters) return $"it is longer than {MaxCharacters} characters";
        if (path.Contains('\0')) return "it contains a NUL";
        var names = path.Split('/', '\\');
        if (names.Any(IsDevice)) return "it contains the name of a device";
        return OperatingSystem.IsWindows() ? WindowsRefusal(path, names) : null;
    }

    /// <summary>True for <c>/proc</c>, <c>/sys</c>, <c>/dev</c> and everything below.</summary>
    public static bool IsSystem(string realPath) => !OperatingSystem.IsWindows() && SystemDirectories.Any(directory => RealPath.IsInside(realPath, directory));

    // Reserved on Windows with any extension; refused everywhere, so that a program behaves the same on all systems.
    static bool IsDevice(string name)
    {
        var stem = name.AsSpan(0, name.AsSpan().IndexOfAny('.', ':') is var end && end >= 0 ? end : name.Length).TrimEnd(' ');
        if (stem.Length == 3) return Is(stem, "CON") || Is(stem, "PRN") || Is(stem, "AUX") || Is(stem, "NUL");
        return stem.Length == 4 && (Is(stem[..3], "COM") || Is(stem[..3], "LPT")) && (stem[3] is >= '0' and <= '9' or '¹' or '²' or '³')
            || Is(stem, "CONIN$") || Is(stem, "CONOUT$");
    }

    static bool Is(ReadOnlySpan<char> name, string device) => name.Equals(device, StringComparison.OrdinalIgnoreCase);

    static string? WindowsRefusal(string path, string[] names)
    {
        if (path.StartsWith(@"\\", StringComparison.Ordinal) || path.StartsWith("//", StringComparison.Ordinal)) return "it names another machine or a device";
        if (Path.IsPathRooted(path) && !Path.IsPathFullyQualified(path)) return "it depends on the current directory of a drive";
        if (path.LastIndexOf(':') > 1) return "it contains a colon";
        return names.Any(static name => name is not ("." or "..") && (name.EndsWith('.') || name.EndsWith(' '))) ? "a name in it ends with a dot or a space" : null;
    }
}
