using System.Globalization;
using System.Runtime.InteropServices;

namespace Cleanroom.Wasm.Execution;

/// <summary>
/// What the system lets this process have: memory, and on Linux the address space (<c>ulimit -v</c>) and the writable part of it (<c>ulimit -d</c>). The
/// runtime ends the process at a limit, for example when it has no memory for machine code; so a quarter of what is left at first use is kept free for it.
/// </summary>
static partial class ProcessLimits
{
    const int DataResource = 2, AddressSpaceResource = 9;

    // The garbage collector calls the load high at nine tenths of what the system, the container and its parents allow. Its other figures depend on its own limit.
    const long HighLoad = 9, Whole = 10;

    static readonly (ulong AddressSpace, ulong Data) Maximum = ReadMaximum();

    /// <summary>The memory of the system or of the container, or what <c>ulimit -d</c> leaves of it.</summary>
    public static long MemoryBytes => (long)Math.Min((ulong)(GC.GetGCMemoryInfo().HighMemoryLoadThresholdBytes / HighLoad * Whole), Maximum.Data);

    /// <summary>True when more address space can be reserved.</summary>
    public static bool AllowsReservation(nuint bytes) => Maximum.AddressSpace == ulong.MaxValue || ReadUsage().AddressSpace + bytes <= Maximum.AddressSpace;

    /// <summary>True when more of the reserved address space can be made writable.</summary>
    public static bool AllowsCommit(nuint bytes) => Maximum.Data == ulong.MaxValue || ReadUsage().Data + bytes <= Maximum.Data;

    static (ulong AddressSpace, ulong Data) ReadMaximum()
    {
        if (!OperatingSystem.IsLinux()) return (ulong.MaxValue, ulong.MaxValue);
        var (addressSpace, data) = (ReadLimit(AddressSpaceResource), ReadLimit(DataResource));
        if (addressSpace == ulong.MaxValue && data == ulong.MaxValue) return (addressSpace, data);
        var used = ReadUsage();
        return (WithoutReserve(addressSpace, used.AddressSpace), WithoutReserve(data, used.Data));
    }

    static ulong WithoutReserve(ulong limit, ulong used) => limit == ulong.MaxValue ? limit : limit - (limit - Math.Min(used, limit)) / 4;

    static ulong ReadLimit(int resource) => GetLimit(resource, out var limit) == 0 ? limit.Current : ulong.MaxValue;

    // In pages: size, resident, shared, text, library, data.
    static (ulong AddressSpace, ulong Data) ReadUsage()
    {
        var pages = File.ReadAllText("/proc/self/statm").Split(' ');
        return (Bytes(pages[0]), Bytes(pages[5]));

        static ulong Bytes(string pages) => ulong.Parse(pages, CultureInfo.InvariantCulture) * (ulong)Environment.SystemPageSize;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    struct Limit
    {
        public ulong Current;
        public ulong Maximum;
    }
}
