using System.Runtime.InteropServices;

namespace Cleanroom.Bench.Measuring;

/// <summary>Processor time of the calling thread on Linux; elsewhere that of the whole process.</summary>
static partial class ThreadCpuClock
{
    const int ThreadCpuTimeId = 3;

    /// <summary>Microseconds since an unspecified start: subtract two readings of the same thread.</summary>
    public static double Microseconds()
    {
        if (!OperatingSystem.IsLinux()) return Environment.CpuUsage.TotalTime.TotalMicroseconds;
        if (clock_gettime(ThreadCpuTimeId, out var time) != 0) throw new InvalidOperationException("The thread's processor time cannot be read.");
        return time.Seconds * 1e6 + time.Nanoseconds / 1e3;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int clock_gettime(int clock, out TimeSpecification time);

    [StructLayout(LayoutKind.Sequential)]
    struct TimeSpecification
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
