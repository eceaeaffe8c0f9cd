using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace Cleanroom.Bridge.Grants;

/// <summary>
/// A directory opened by a link-free path without following links. Its entries are accessed by name through the handle, so that another process cannot
/// redirect an operation by replacing a directory with a link. Failures throw the same exceptions as .NET's file functions.
/// </summary>
abstract class DirectoryHandle : IDisposable
{
    /// <summary>
    /// Opens a directory by a path whose links are resolved. Throws when a part of it is missing, is not a directory, or has become a link.
    /// </summary>
    public static DirectoryHandle Open(string realPath) => OperatingSystem.IsWindows() ? WindowsDirectoryHandle.Open(realPath) : UnixDirectoryHandle.Open(realPath);

    /// <summary>Opens the parent directory of a path whose links are resolved.</summary>
    public static DirectoryHandle OpenParent(string realPath, out string name)
    {
        var parent = Path.GetDirectoryName(realPath);
        name = parent is null ? "." : Path.GetFileName(realPath);
        return Open(parent ?? realPath);
    }

    /// <summary>Opens a directory as <see cref="Open"/> does, creating it and its parents if they are missing.</summary>
    public static DirectoryHandle OpenOrCreate(string realPath)
    {
        if (TryOpen(realPath, out var directory)) return directory;
        using var parent = OpenOrCreate(Path.GetDirectoryName(realPath) ?? throw new DirectoryNotFoundException("there is no such directory"));
        parent.CreateDirectory(Path.GetFileName(realPath));
        return Open(realPath);
    }

    /// <summary>Returns the status of an entry; <see cref="FileKind.Missing"/> when it does not exist.</summary>
    public abstract FileStatus Look(string name);

    /// <summary>Opens a regular file. Links are refused.</summary>
    /// <param name="name">The entry.</param>
    /// <param name="mode"><see cref="FileMode.Open"/>, <see cref="FileMode.OpenOrCreate"/> or <see cref="FileMode.CreateNew"/>.</param>
    /// <param name="access">Read or write.</param>
    public abstract SafeFileHandle OpenFile(string name, FileMode mode, FileAccess access);

    /// <summary>True when the process may write to an entry.</summary>
    public abstract bool IsWritable(string name);

    /// <summary>Creates a directory; an existing one is left unchanged.</summary>
    public abstract void CreateDirectory(string name);

    /// <summary>Deletes a file or a link.</summary>
    public abstract void DeleteFile(string name);

    /// <summary>Deletes an empty directory.</summary>
    public abstract void DeleteDirectory(string name);

    /// <summary>Renames an entry, replacing a file with the new name.</summary>
    /// <exception cref="IOException">For example when the two directories are on different file systems; see <see cref="IsOtherFileSystem"/>.</exception>
    public abstract void Rename(string name, DirectoryHandle target, string newName);

    /// <summary>True when <see cref="Rename"/> failed because source and target are on different file systems.</summary>
    public abstract bool IsOtherFileSystem(IOException error);

    /// <summary>The names in the directory, unordered.</summary>
    public abstract IEnumerable<string> Names();

    /// <inheritdoc/>
    public abstract void Dispose();

    static bool TryOpen(string realPath, [NotNullWhen(true)] out DirectoryHandle? directory)
    {
        try
        {
            directory = Open(realPath);
            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            directory = null;
            return false;
        }
    }
}
