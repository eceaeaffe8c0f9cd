using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Bridge.Files;

/// <summary>
/// Byte storage below one directory (<c>--storage</c>), contract section 7. Paths are relative to it: absolute paths and any <c>..</c> are refused before
/// links are resolved.
/// </summary>
static class StorageFunctions
{
    const int Done = 0;
    const int NoPermission = 1;
    const int DiskFull = 2;
    const int PathRefused = 3;
    const int ParentIsNoDirectory = 4;
    const int OtherFailure = 5;

    /// <summary>
    /// Path, byte handle: writes a whole file atomically; readers see either the old or the new content. Missing parents are created. Result: 0, or 1 no
    /// permission, 2 disk full, 3 path refused or no root, 4 a parent is not a directory, 5 any other failure.
    /// </summary>
    [HostFunction("_fs_write_bytes", "storage.write")]
    internal static int Write(Guest guest, ReadOnlySpan<byte> path, [LengthPrefixed] ReadOnlySpan<byte> content)
    {
        if (!IsAllowed(guest, "_fs_write_bytes", path) || !guest.Storage.TryResolve("_fs_write_bytes", path, forWriting: true, out var granted)) return PathRefused;
        try
        {
            if (HasFileAsParent(granted)) return ParentIsNoDirectory;
            GrantedFiles.Replace(granted, content);
            return Done;
        }
        catch (Exception error) when (FileFailure.IsExpected(guest, "_fs_write_bytes", path, error))
        {
            return error is UnauthorizedAccessException ? NoPermission : IsDiskFull(error) ? DiskFull : OtherFailure;
        }
    }

    /// <summary>The bytes of a file of at most 64 MB as a byte handle; empty when it does not exist or on failure.</summary>
    [HostFunction("_fs_read_bytes", "storage.read")]
    internal static GuestString Read(Guest guest, ReadOnlySpan<byte> path)
    {
        // A missing file is a normal result here and is not logged.
        if (Look(guest, "_fs_read_bytes", path).Kind == FileKind.Missing) return guest.NewString(default);
        return FileFunctions.Read(guest, guest.Storage, "_fs_read_bytes", path);
    }

    /// <summary>1 when a path leads to a regular file.</summary>
    [HostFunction("_fs_exists", "storage.exists")]
    internal static bool Exists(Guest guest, ReadOnlySpan<byte> path) => Look(guest, "_fs_exists", path).Kind == FileKind.File;

    /// <summary>Deletes a regular file. Result: 1, or 0 when it does not exist or on failure.</summary>
    [HostFunction("_fs_delete", "storage.delete")]
    internal static bool Delete(Guest guest, ReadOnlySpan<byte> path) =>
        IsAllowed(guest, "_fs_delete", path) && FileFunctions.Delete(guest, guest.Storage, "_fs_delete", path);

    static FileStatus Look(Guest guest, string function, ReadOnlySpan<byte> path) =>
        IsAllowed(guest, function, path) ? FileFunctions.Look(guest, guest.Storage, function, path) : default;

    static bool IsAllowed(Guest guest, string function, ReadOnlySpan<byte> path)
    {
        if (IsRelativeAndDown(path)) return true;
        guest.Logger.PathNeverGranted(function, LoggedText.Of(path), "storage paths are relative and have no '..'", guest.Options.SettingNames["storage"]);
        return false;
    }

    // Both separators and drive letters are checked on every system: stored files may be read by a host on another one.
    static bool IsRelativeAndDown(ReadOnlySpan<byte> path)
    {
        if (path.Length > 0 && path[0] is (byte)'/' or (byte)'\\') return false;
        if (path.Length > 1 && path[1] == ':' && char.IsAsciiLetter((char)path[0])) return false;
        foreach (var range in path.SplitAny((byte)'/', (byte)'\\'))
            if (path[range].SequenceEqual(".."u8)) return false;
        return true;
    }

    static bool HasFileAsParent(GrantedPath path)
    {
        for (var parent = Path.GetDirectoryName(path.Real); parent is not null; parent = Path.GetDirectoryName(parent))
            switch (FileKinds.Of(parent))
            {
                case FileKind.Directory: return false;
                case FileKind.File or FileKind.Other: return true;
            }
        return false;
    }

    // ENOSPC 28 and EDQUOT 122 (Linux) or 69 (macOS); ERROR_DISK_FULL 0x70 and ERROR_HANDLE_DISK_FULL 0x27.
    static bool IsDiskFull(Exception error) =>
        (error.HResult & 0xFFFF) is var code
        && (OperatingSystem.IsWindows() ? code is 0x70 or 0x27 : OperatingSystem.IsMacOS() ? code is 28 or 69 : code is 28 or 122);
}
