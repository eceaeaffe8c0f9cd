using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Cleanroom.Bridge.Capabilities;

/// <summary>Asks the system where an opened file really is, so that a link swapped in between check and opening is noticed.</summary>
static unsafe partial class HandlePath
{
    const int MostCharacters = 32 * 1024;
    const string LongPathPrefix = @"\\?\";

    /// <summary>The real path of an opened file. Where the system cannot tell by handle, the path it was opened by is resolved again.</summary>
    public static string? Of(SafeFileHandle handle, string openedBy)
    {
        if (OperatingSystem.IsLinux() && new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget is { } target) return target;
        if (OperatingSystem.IsWindows()) return OfWindows(handle);
        return RealPath.TryResolve(openedBy, out var real) ? real : null;
    }

    static string? OfWindows(SafeFileHandle handle)
    {
        var buffer = new char[MostCharacters];
        uint length;
        fixed (char* start = buffer) length = GetFinalPathNameByHandle(handle, start, MostCharacters, 0);
        if (length == 0 || length > MostCharacters) return null;
        var path = new string(buffer, 0, (int)length);
        return path.StartsWith(LongPathPrefix, StringComparison.Ordinal) ? path[LongPathPrefix.Length..] : path;
    }

    [LibraryImport("kernel32", EntryPoint = "GetFinalPathNameByHandleW")]
    private static partial uint GetFinalPathNameByHandle(SafeFileHandle handle, char* path, uint length, uint flags);
}
