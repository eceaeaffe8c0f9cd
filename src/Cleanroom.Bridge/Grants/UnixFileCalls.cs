using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Cleanroom.Bridge.Grants;

/// <summary>
/// System calls relative to a directory descriptor. The constants are valid for Linux and macOS; two of them differ between Linux architectures.
/// </summary>
static unsafe partial class UnixFileCalls
{
    static readonly bool IsLinux = OperatingSystem.IsLinux();
    static readonly bool HasArmFlags = RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Ppc64le;

    static readonly int CurrentDirectory = IsLinux ? -100 : -2;
    static readonly int NotThroughLink = !IsLinux ? 0x100 : HasArmFlags ? 0x8000 : 0x20000;
    static readonly int OnlyDirectory = !IsLinux ? 0x100000 : HasArmFlags ? 0x4000 : 0x10000;
    static readonly int CloseOnExec = IsLinux ? 0x80000 : 0x1000000;
    static readonly int Create = IsLinux ? 0x40 : 0x200;
    static readonly int Exclusive = IsLinux ? 0x80 : 0x800;
    static readonly int NoWaiting = IsLinux ? 0x800 : 0x4;
    static readonly int RemoveDirectory = IsLinux ? 0x200 : 0x80;
    static readonly int NotFollowed = IsLinux ? 0x100 : 0x20;
    static readonly int EffectiveIds = IsLinux ? 0x200 : 0x10;
    const int WriteOnly = 1;
    const int MayWrite = 2;

    // Linux: a descriptor that only refers to the directory; it needs search permission only.
    static readonly int PathOnly = IsLinux ? 0x200000 : 0;

    // macOS: refuse links anywhere in the path.
    const int NoLinksAtAll = 0x20000000;

    // Called by number, because the C library of Alpine before 3.20 has no statx, and no C library has openat2.
    const int OpenAt2Number = 437;
    static readonly int StatXNumber = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 332,
        Architecture.X86 => 383,
        Architecture.Arm => 397,
        Architecture.S390x => 379,
        Architecture.Ppc64le => 383,
        _ => 291,
    };

    const ulong ResolveNoLinks = 0x04;
    static volatile bool _hasOpenAt2 = IsLinux;

    const int StatusBytes = 256;
    const int WantTypeModeSize = 0x203;
    const int TypeMask = 0xF000, RegularFile = 0x8000, DirectoryType = 0x4000, LinkType = 0xA000;

    static int DirectoryFlags => PathOnly | OnlyDirectory | NotThroughLink | CloseOnExec;

    /// <summary>Opens a directory in one call that refuses links anywhere in the path; null where the system has no such call.</summary>
    public static SafeFileHandle? OpenDirectoryWithoutLinks(string path)
    {
        if (OperatingSystem.IsMacOS()) return Owned(OpenAt(CurrentDirectory, path, OnlyDirectory | CloseOnExec | NoLinksAtAll));
        if (!_hasOpenAt2) return null;
        OpenHow how = new() { Flags = (ulong)(PathOnly | OnlyDirectory | CloseOnExec), Resolve = ResolveNoLinks };
        var descriptor = (int)OpenAt2(OpenAt2Number, CurrentDirectory, path, &how, sizeof(OpenHow));
        if (descriptor >= 0) return new SafeFileHandle(descriptor, ownsHandle: true);
        var error = Marshal.GetLastPInvokeError();
        if (!UnixError.IsUnknownCall(error)) throw UnixError.ToException(error);
        _hasOpenAt2 = false;
        return null;
    }

    /// <summary>Opens the root of the file system.</summary>
    public static SafeFileHandle OpenRoot() => Owned(OpenAt(CurrentDirectory, "/", DirectoryFlags));

    /// <summary>Opens a subdirectory. Returns false and keeps the error number when it is missing, a link, or not a directory.</summary>
    public static bool TryOpenDirectory(SafeFileHandle directory, string name, [NotNullWhen(true)] out SafeFileHandle? opened)
    {
        var descriptor = OpenAt(directory, name, DirectoryFlags);
        opened = descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
        return opened is not null;
    }

    /// <summary>Opens a file. A pipe without a writer does not block.</summary>
    public static SafeFileHandle OpenFile(SafeFileHandle directory, string name, FileMode mode, FileAccess access, UnixFileMode permissions)
    {
        var flags = NotThroughLink | CloseOnExec | NoWaiting | (access == FileAccess.Read ? 0 : WriteOnly);
        if (mode is FileMode.OpenOrCreate or FileMode.CreateNew) flags |= Create;
        if (mode == FileMode.CreateNew) flags |= Exclusive;
        return Owned(IsLinux ? OpenAt(directory, name, flags, (uint)permissions) : OpenAtApple(directory, name, flags, 0, 0, 0, 0, 0, (uint)permissions));
    }

    /// <summary>Returns the status of an entry.</summary>
    public static FileStatus Look(SafeFileHandle directory, string name)
    {
        var buffer = stackalloc byte[StatusBytes];
        var failed = IsLinux ? StatX(StatXNumber, directory, name, NotFollowed, WantTypeModeSize, buffer) != 0
            : RuntimeInformation.ProcessArchitecture == Architecture.X64 ? StatAtInode64(directory, name, buffer, NotFollowed) != 0
            : StatAt(directory, name, buffer, NotFollowed) != 0;
        if (failed)
        {
            var error = Marshal.GetLastPInvokeError();
            return UnixError.IsMissing(error) ? default : throw UnixError.ToException(error);
        }
        // Offsets of struct statx, and of macOS's struct stat with 64-bit inode numbers.
        var status = new ReadOnlySpan<byte>(buffer, StatusBytes);
        var mode = BinaryPrimitives.ReadUInt16LittleEndian(status[(IsLinux ? 28 : 4)..]);
        var size = BinaryPrimitives.ReadInt64LittleEndian(status[(IsLinux ? 40 : 96)..]);
        var kind = (mode & TypeMask) switch { RegularFile => FileKind.File, DirectoryType => FileKind.Directory, _ => FileKind.Other };
        return new FileStatus(kind, size, (UnixFileMode)(mode & 0xFFF), (mode & TypeMask) == LinkType);
    }

    /// <summary>True when the process may write to an entry.</summary>
    public static bool IsWritable(SafeFileHandle directory, string name) => AccessAt(directory, name, MayWrite, EffectiveIds) == 0;

    /// <summary>Creates a directory if it does not exist.</summary>
    public static void CreateDirectory(SafeFileHandle directory, string name, UnixFileMode permissions)
    {
        if (MakeDirectoryAt(directory, name, (uint)permissions) != 0 && !UnixError.IsExists(Marshal.GetLastPInvokeError())) throw LastError();
    }

    /// <summary>Deletes an entry.</summary>
    public static void Delete(SafeFileHandle directory, string name, bool isDirectory)
    {
        if (UnlinkAt(directory, name, isDirectory ? RemoveDirectory : 0) != 0) throw LastError();
    }

    /// <summary>Renames an entry.</summary>
    public static void Rename(SafeFileHandle directory, string name, SafeFileHandle target, string newName)
    {
        if (RenameAt(directory, name, target, newName) != 0) throw LastError();
    }

    static SafeFileHandle Owned(int descriptor) => descriptor < 0 ? throw LastError() : new SafeFileHandle(descriptor, ownsHandle: true);

    static Exception LastError() => UnixError.ToException(Marshal.GetLastPInvokeError());

    [StructLayout(LayoutKind.Sequential)]
    struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenAt2(nint number, nint directory, string path, OpenHow* how, nint size);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAt(int directory, string path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAt(SafeFileHandle directory, string path, int flags, uint mode = 0);

    // The mode is a variadic argument, which macOS on ARM passes on the stack; five dummy arguments use up the registers.
    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAtApple(SafeFileHandle directory, string path, int flags, nint filler1, nint filler2, nint filler3, nint filler4, nint filler5, uint mode);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint StatX(nint number, SafeFileHandle directory, string path, nint flags, nint mask, byte* buffer);

    [LibraryImport("libc", EntryPoint = "fstatat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatAt(SafeFileHandle directory, string path, byte* buffer, int flags);

    [LibraryImport("libc", EntryPoint = "fstatat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatAtInode64(SafeFileHandle directory, string path, byte* buffer, int flags);

    [LibraryImport("libc", EntryPoint = "faccessat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AccessAt(SafeFileHandle directory, string path, int mode, int flags);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeDirectoryAt(SafeFileHandle directory, string path, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkAt(SafeFileHandle directory, string path, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt(SafeFileHandle directory, string name, SafeFileHandle target, string newName);
}
