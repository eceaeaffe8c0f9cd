using System.Runtime.InteropServices;

namespace Cleanroom.Bench.Processes;

/// <summary>Processor time of all child processes that have ended.</summary>
static partial class ChildProcessTimes
{
    const int Children = -1;

    /// <summary>User and system time in milliseconds; 0 on Windows, where an ended process tells its own.</summary>
    public static double TotalMilliseconds()
    {
        if (OperatingSystem.IsWindows()) return 0;
        if (getrusage(Children, out var usage) != 0) throw new InvalidOperationException("The processor time of child processes cannot be read.");
        return usage.User.Milliseconds + usage.System.Milliseconds;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrusage(int who, out ResourceUsage usage);

    // The rest of the structure, fourteen words, is not read.
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    struct ResourceUsage
    {
        public TimeValue User;
        public TimeValue System;
    }

    // On macOS the microseconds are 32 bits wide and padded; they fit into 32 bits everywhere.
    [StructLayout(LayoutKind.Sequential, Size = 16)]
    struct TimeValue
    {
        public long Seconds;
        public int Microseconds;

        public readonly double Milliseconds => Seconds * 1e3 + Microseconds / 1e3;
    }
}
