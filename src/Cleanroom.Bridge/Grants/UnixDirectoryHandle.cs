using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Cleanroom.Bridge.Grants;

/// <summary>A directory on Unix, accessed with <c>openat</c>, <c>unlinkat</c>, <c>renameat</c> and similar calls on its descriptor.</summary>
/// <param name="handle">The descriptor.</param>
/// <param name="path">The path that it was opened with.</param>
sealed class UnixDirectoryHandle(SafeFileHandle handle, string path) : DirectoryHandle
{
    // Before umask.
    const UnixFileMode NewFile = (UnixFileMode)0b110_110_110;
    const UnixFileMode NewDirectory = (UnixFileMode)0b111_111_111;

    const UnixFileMode AnyWrite = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <inheritdoc cref="DirectoryHandle.Open"/>
    public static new UnixDirectoryHandle Open(string realPath) =>
        UnixFileCalls.OpenDirectoryWithoutLinks(realPath) is { } directory ? new UnixDirectoryHandle(directory, realPath) : OpenStepwise(realPath);

    /// <summary>Opens a directory component by component, for systems that cannot refuse links in the middle of a path.</summary>
    public static UnixDirectoryHandle OpenStepwise(string realPath)
    {
        var current = new UnixDirectoryHandle(UnixFileCalls.OpenRoot(), "/");
        foreach (var name in realPath.Split('/', StringSplitOptions.RemoveEmptyEntries))
            using (var parent = current)
                current = parent.OpenDirectory(name);
        return current;
    }

    /// <inheritdoc/>
    public override FileStatus Look(string name) => UnixFileCalls.Look(handle, name);

    /// <inheritdoc/>
    public override SafeFileHandle OpenFile(string name, FileMode mode, FileAccess access) => UnixFileCalls.OpenFile(handle, name, mode, access, NewFile);

    /// <inheritdoc/>
    public override bool IsWritable(string name) => (Look(name).Mode & AnyWrite) != 0 && UnixFileCalls.IsWritable(handle, name);

    /// <inheritdoc/>
    public override void CreateDirectory(string name) => UnixFileCalls.CreateDirectory(handle, name, NewDirectory);

    /// <inheritdoc/>
    public override void DeleteFile(string name) => UnixFileCalls.Delete(handle, name, isDirectory: false);

    /// <inheritdoc/>
    public override void DeleteDirectory(string name) => UnixFileCalls.Delete(handle, name, isDirectory: true);

    /// <inheritdoc/>
    public override void Rename(string name, DirectoryHandle target, string newName) => UnixFileCalls.Rename(handle, name, ((UnixDirectoryHandle)target).Handle, newName);

    /// <inheritdoc/>
    public override bool IsOtherFileSystem(IOException error) => error.HResult == UnixError.OtherFileSystem;

    /// <inheritdoc/>
    /// <remarks>.NET lists directories only by path. On Linux the descriptor has a path; elsewhere the original path is opened again.</remarks>
    public override IEnumerable<string> Names()
    {
        var byDescriptor = $"/proc/self/fd/{handle.DangerousGetHandle()}";
        if (OperatingSystem.IsLinux() && Directory.Exists(byDescriptor)) return NamesIn(byDescriptor);
        List<string> names = [.. NamesIn(path)];
        Open(path).Dispose();
        return names;
    }

    /// <inheritdoc/>
    public override void Dispose() => handle.Dispose();

    SafeFileHandle Handle => handle;

    static IEnumerable<string> NamesIn(string directory) => Directory.EnumerateFileSystemEntries(directory).Select(static entry => Path.GetFileName(entry));

    UnixDirectoryHandle OpenDirectory(string name)
    {
        if (UnixFileCalls.TryOpenDirectory(handle, name, out var opened)) return new UnixDirectoryHandle(opened, Path.Join(path, name));
        var error = Marshal.GetLastPInvokeError();
        throw UnixError.ToException(Look(name).IsLink ? UnixError.Link : error);
    }
}
