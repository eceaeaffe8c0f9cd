using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Cleanroom.Wasm.Execution;

/// <summary>Address space from the operating system: reserved once, committed piece by piece, zeroed when committed.</summary>
static unsafe partial class VirtualMemory
{
    /// <summary>Reserves inaccessible address space.</summary>
    public static byte* Reserve(nuint size)
    {
        if (OperatingSystem.IsWindows())
        {
            var address = VirtualAlloc(null, size, MemReserve, PageNoAccess);
            return address != null ? address : throw Failed("reserved", size);
        }
        var anonymous = OperatingSystem.IsMacOS() ? 0x1000 : 0x20;
        var noReserve = OperatingSystem.IsMacOS() ? 0x40 : 0x4000;
        var mapped = Map(null, size, ProtectNone, MapPrivate | anonymous | noReserve, -1, 0);
        return mapped != (byte*)-1 ? mapped : throw Failed("reserved", size);
    }

    /// <summary>Makes a reserved range readable and writable. Returns false when the system has no memory.</summary>
    public static bool TryCommit(byte* address, nuint size) => size == 0 || (OperatingSystem.IsWindows()
        ? VirtualAlloc(address, size, MemCommit, PageReadWrite) != null
        : Protect(address, size, ProtectRead | ProtectWrite) == 0);

    /// <summary>
    /// Zeroes committed bytes by returning their memory to the system. Returns false, and changes nothing, where the system cannot do that.
    /// </summary>
    public static bool TryDiscard(byte* address, nuint size) => OperatingSystem.IsLinux() && Advise(address, size, AdviseDontNeed) == 0;

    /// <summary>Releases a reservation.</summary>
    public static void Release(byte* address, nuint size)
    {
        if (OperatingSystem.IsWindows()) VirtualFree(address, 0, MemRelease);
        else Unmap(address, size);
    }

    static InsufficientMemoryException Failed(string verb, nuint size) =>
        new($"{size} bytes of address space could not be {verb}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    const int AdviseDontNeed = 4;
    const int ProtectNone = 0, ProtectRead = 1, ProtectWrite = 2, MapPrivate = 2;
    const uint MemCommit = 0x1000, MemReserve = 0x2000, MemRelease = 0x8000, PageNoAccess = 1, PageReadWrite = 4;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial byte* Map(byte* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(byte* address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Advise(byte* address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(byte* address, nuint length, int protection);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial byte* VirtualAlloc(byte* address, nuint size, uint type, uint protection);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool VirtualFree(byte* address, nuint size, uint type);
}
