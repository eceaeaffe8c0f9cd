using System.Diagnostics;
using System.Globalization;

namespace Cleanroom.StressHost;

/// <summary>Memory that only this process uses.</summary>
static class ProcessMemory
{
    /// <summary>Megabytes in use after everything that can be freed was freed.</summary>
    public static double SettledMegabytes()
    {
        for (var i = 0; i < 4; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        return Bytes() / 1e6;
    }

    static double Bytes()
    {
        // On Linux the private memory of Process counts what is reserved only.
        if (!OperatingSystem.IsLinux()) return Process.GetCurrentProcess().PrivateMemorySize64;
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("RssAnon:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }
}
