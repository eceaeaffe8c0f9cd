using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Cleanroom.Bridge.Grants;

/// <summary>
/// A directory on Windows, which has no public calls relative to a directory. While this handle is open without delete sharing, neither the directory nor a
/// parent can be renamed, deleted or replaced. Its path therefore stays valid and is checked only once.
/// </summary>
/// <param name="handle">The handle that pins the directory.</param>
/// <param name="path">Its path.</param>
sealed partial class WindowsDirectoryHandle(SafeFileHandle handle, string path) : DirectoryHandle
{
    const uint ListDirectory = 1, ShareReadAndWrite = 3, OpenExisting = 3, BackupSemantics = 0x02000000, OpenReparsePoint = 0x00200000;
    const int MaxCharacters = 32 * 1024;
    const int NotSameDevice = unchecked((int)0x80070011);
    const string LongPathPrefix = @"\\?\";

    // Allow other handles to read, write, delete and rename the file: guests must not lock each other out.
    const FileShare ShareAll = FileShare.ReadWrite | FileShare.Delete;

    /// <inheritdoc cref="DirectoryHandle.Open"/>
    public static new WindowsDirectoryHandle Open(string realPath)
    {
        var handle = CreateFile(realPath, ListDirectory, ShareReadAndWrite, 0, OpenExisting, BackupSemantics | OpenReparsePoint, 0);
        if (handle.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            throw error is 2 or 3 ? new DirectoryNotFoundException("there is no such directory")
                : error == 5 ? new UnauthorizedAccessException("access is denied")
                : new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
        if (string.Equals(PathOf(handle), Path.TrimEndingDirectorySeparator(realPath), StringComparison.OrdinalIgnoreCase)) return new WindowsDirectoryHandle(handle, realPath);
        handle.Dispose();
        throw Replaced();
    }

    /// <inheritdoc/>
    public override FileStatus Look(string name)
    {
        var file = new FileInfo(At(name));
        if ((int)file.Attributes == -1) return default;
        if (file.Attributes.HasFlag(FileAttributes.ReparsePoint)) return new FileStatus(FileKind.Other, IsLink: file.LinkTarget is not null);
        return file.Attributes.HasFlag(FileAttributes.Directory) ? new FileStatus(FileKind.Directory) : new FileStatus(FileKind.File, file.Length);
    }

    /// <inheritdoc/>
    public override SafeFileHandle OpenFile(string name, FileMode mode, FileAccess access)
    {
        var file = File.OpenHandle(At(name), mode, access, ShareAll);
        if (string.Equals(PathOf(file), At(name), StringComparison.OrdinalIgnoreCase)) return file;
        file.Dispose();
        throw Replaced();
    }

    /// <inheritdoc/>
    public override bool IsWritable(string name) => !File.GetAttributes(At(name)).HasFlag(FileAttributes.ReadOnly);

    /// <inheritdoc/>
    public override void CreateDirectory(string name) => Directory.CreateDirectory(At(name));

    /// <inheritdoc/>
    public override void DeleteFile(string name)
    {
        // A link to a directory must be deleted as a directory.
        if (File.GetAttributes(At(name)).HasFlag(FileAttributes.Directory)) Directory.Delete(At(name));
        else File.Delete(At(name));
    }

    /// <inheritdoc/>
    public override void DeleteDirectory(string name) => Directory.Delete(At(name));

    /// <inheritdoc/>
    public override void Rename(string name, DirectoryHandle target, string newName)
    {
        var newPath = ((WindowsDirectoryHandle)target).At(newName);
        if (Look(name).Kind == FileKind.Directory) Directory.Move(At(name), newPath);
        else File.Move(At(name), newPath, overwrite: true);
    }

    /// <inheritdoc/>
    public override bool IsOtherFileSystem(IOException error) => error.HResult == NotSameDevice;

    /// <inheritdoc/>
    public override IEnumerable<string> Names() => Directory.EnumerateFileSystemEntries(path).Select(static entry => Path.GetFileName(entry));

    /// <inheritdoc/>
    public override void Dispose() => handle.Dispose();

    string At(string name) => name == "." ? path : Path.Join(path, name);

    static UnauthorizedAccessException Replaced() => new("a part of the path was replaced by a link meanwhile");

    static unsafe string? PathOf(SafeFileHandle file)
    {
        var buffer = new char[MaxCharacters];
        uint length;
        fixed (char* start = buffer) length = GetFinalPathNameByHandle(file, start, MaxCharacters, 0);
        if (length is 0 or > MaxCharacters) return null;
        var path = new string(buffer, 0, (int)length);
        return Path.TrimEndingDirectorySeparator(path.StartsWith(LongPathPrefix, StringComparison.Ordinal) ? path[LongPathPrefix.Length..] : path);
    }

    [LibraryImport("kernel32", EntryPoint = "CreateFileW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial SafeFileHandle CreateFile(string name, uint access, uint share, nint security, uint disposition, uint flags, nint template);

    [LibraryImport("kernel32", EntryPoint = "GetFinalPathNameByHandleW")]
    private static unsafe partial uint GetFinalPathNameByHandle(SafeFileHandle handle, char* path, uint length, uint flags);
}
