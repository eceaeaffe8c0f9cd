using System.Runtime.InteropServices;

namespace Cleanroom.Bridge.Grants;

/// <summary>The number of files, including connections, that this process has open and its limit.</summary>
public static partial class OpenFileLimit
{
    const int LinuxResource = 7, MacResource = 8;

    // Error numbers, the same on all systems.
    const int TooManyInSystem = 23, TooManyInProcess = 24;

    /// <summary>Returns the limit, or null when there is none or it is unknown.</summary>
    public static long? Read()
    {
        if (OperatingSystem.IsWindows()) return null;
        try
        {
            return GetLimit(OperatingSystem.IsLinux() ? LinuxResource : MacResource, out var limit) == 0 && limit.Current < long.MaxValue ? (long)limit.Current : null;
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Returns the approximate number of open files.</summary>
    public static int CountOpen()
    {
        const int usual = 128;
        try
        {
            return Directory.EnumerateFileSystemEntries(OperatingSystem.IsLinux() ? "/proc/self/fd" : "/dev/fd").Count();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return usual;
        }
    }

    /// <summary>True when no more files can be opened.</summary>
    public static bool IsReached()
    {
        if (OperatingSystem.IsWindows()) return false;
        try
        {
            File.OpenHandle("/dev/null").Dispose();
            return false;
        }
        catch (IOException error)
        {
            return IsReason(error);
        }
    }

    /// <summary>True when opening a file failed because of the limit of this process or of the whole system.</summary>
    public static bool IsReason(IOException error) => error.HResult is TooManyInProcess or TooManyInSystem;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    struct Limit
    {
        public nuint Current;
        public nuint Maximum;
    }
}
