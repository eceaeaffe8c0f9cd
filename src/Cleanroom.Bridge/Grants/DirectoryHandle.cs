using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace Cleanroom.Bridge.Grants;

/// <summary>
/// A directory that was opened by a path without links and without following any. Its entries are used by name through the handle, so that another process cannot
/// lead an operation elsewhere by putting a link in place of a directory. Failures throw what .NET throws for the same failure.
/// </summary>
abstract class DirectoryHandle : IDisposable
{
    /// <summary>Opens a directory by a path whose links are resolved. Throws when a part of it is missing, not a directory, or a link by now.</summary>
    public static DirectoryHandle Open(string realPath) => OperatingSystem.IsWindows() ? WindowsDirectoryHandle.Open(realPath) : UnixDirectoryHandle.Open(realPath);

    /// <summary>Opens the directory that holds the last name of a path whose links are resolved.</summary>
    public static DirectoryHandle OpenParent(string realPath, out string name)
    {
        var parent = Path.GetDirectoryName(realPath);
        name = parent is null ? "." : Path.GetFileName(realPath);
        return Open(parent ?? realPath);
    }

    /// <summary>Opens a directory as <see cref="Open"/> does, after making it and its parents if they are missing.</summary>
    public static DirectoryHandle OpenOrCreate(string realPath)
    {
        if (TryOpen(realPath, out var directory)) return directory;
        using var parent = OpenOrCreate(Path.GetDirectoryName(realPath) ?? throw new DirectoryNotFoundException("there is no such directory"));
        parent.CreateDirectory(Path.GetFileName(realPath));
        return Open(realPath);
    }

    /// <summary>What an entry is; <see cref="FileKind.Missing"/> when there is none.</summary>
    public abstract FileStatus Look(string name);

    /// <summary>Opens a regular file. A link is refused.</summary>
    /// <param name="name">The entry.</param>
    /// <param name="mode"><see cref="FileMode.Open"/>, <see cref="FileMode.OpenOrCreate"/> or <see cref="FileMode.CreateNew"/>.</param>
    /// <param name="access">Read or write.</param>
    public abstract SafeFileHandle OpenFile(string name, FileMode mode, FileAccess access);

    /// <summary>True when the process may write to an entry.</summary>
    public abstract bool IsWritable(string name);

    /// <summary>Makes a directory; one that is there already is left as it is.</summary>
    public abstract void CreateDirectory(string name);

    /// <summary>Deletes a file or a link.</summary>
    public abstract void DeleteFile(string name);

    /// <summary>Deletes an empty directory.</summary>
    public abstract void DeleteDirectory(string name);

    /// <summary>Renames an entry and replaces a file that has the new name.</summary>
    /// <exception cref="IOException">Among others: the two directories are on different file systems; see <see cref="IsOtherFileSystem"/>.</exception>
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
