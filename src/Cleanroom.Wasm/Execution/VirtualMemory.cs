using System.Runtime.InteropServices;

namespace Cleanroom.Wasm.Execution;

/// <summary>Address space from the operating system: reserved once, committed piece by piece, zeroed when committed.</summary>
static unsafe partial class VirtualMemory
{
    /// <summary>Reserves inaccessible address space. Returns null when the system has none.</summary>
    public static byte* TryReserve(nuint size) =>
        !ProcessLimits.AllowsReservation(size) ? null : OperatingSystem.IsWindows() ? VirtualAlloc(null, size, MemReserve, PageNoAccess) : TryMap(null, size, 0);

    /// <summary>Makes a reserved range readable and writable. Returns false when the system has no memory.</summary>
    public static bool TryCommit(byte* address, nuint size) => size == 0 || ProcessLimits.AllowsCommit(size) && (OperatingSystem.IsWindows()
        ? VirtualAlloc(address, size, MemCommit, PageReadWrite) != null
        : Protect(address, size, ProtectRead | ProtectWrite) == 0);

    /// <summary>Returns the memory of a committed range to the system; the range is reserved as before. Returns false, and changes nothing, on failure.</summary>
    public static bool TryDecommit(byte* address, nuint size) =>
        size == 0 || (OperatingSystem.IsWindows() ? VirtualFree(address, size, MemDecommit) : TryMap(address, size, MapFixed) != null);

    /// <summary>
    /// Zeroes committed bytes by returning their memory to the system. Returns false, and changes nothing, where the system cannot do that.
    /// </summary>
    public static bool TryDiscard(byte* address, nuint size) => OperatingSystem.IsLinux() && Advise(address, size, AdviseDontNeed) == 0;

    /// <summary>Releases a reservation.</summary>
    public static void Release(byte* address, nuint size)
    {
        if (OperatingSystem.IsWindows()) _ = VirtualFree(address, 0, MemRelease);
        else _ = Unmap(address, size);
    }

    static byte* TryMap(byte* address, nuint size, int flags)
    {
        var anonymous = OperatingSystem.IsMacOS() ? 0x1000 : 0x20;
        var noReserve = OperatingSystem.IsMacOS() ? 0x40 : 0x4000;
        var mapped = Map(address, size, ProtectNone, MapPrivate | anonymous | noReserve | flags, -1, 0);
        return mapped != (byte*)-1 ? mapped : null;
    }

    const int AdviseDontNeed = 4;
    const int ProtectNone = 0, ProtectRead = 1, ProtectWrite = 2, MapPrivate = 2, MapFixed = 0x10;
    const uint MemCommit = 0x1000, MemReserve = 0x2000, MemDecommit = 0x4000, MemRelease = 0x8000, PageNoAccess = 1, PageReadWrite = 4;

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial byte* Map(byte* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(byte* address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(byte* address, nuint length, int protection);

    [LibraryImport("kernel32")]
    private static partial byte* VirtualAlloc(byte* address, nuint size, uint type, uint protection);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool VirtualFree(byte* address, nuint size, uint type);
}
