using Microsoft.Win32.SafeHandles;

namespace Cleanroom.Bridge.Grants;

/// <summary>
/// Reads and changes files at granted paths, always through a handle of the parent directory: see <see cref="DirectoryHandle"/>. Failures throw the file
/// system's exceptions.
/// </summary>
static class GrantedFiles
{
    const int CopyBytes = 1 << 16;

    // Appends of this process to one file are serialized, so that none overwrites another.
    static readonly Lock[] AppendLocks = [.. Enumerable.Range(0, 64).Select(static _ => new Lock())];

    /// <summary>Opens a regular file for reading.</summary>
    public static SafeFileHandle OpenRead(GrantedPath path)
    {
        using var parent = DirectoryHandle.OpenParent(path.Real, out var name);
        RequireFile(parent.Look(name).Kind, mayBeMissing: false);
        return parent.OpenFile(name, FileMode.Open, FileAccess.Read);
    }

    /// <summary>Reads until the buffer is full or the file ends. Returns the number of bytes read.</summary>
    public static int Read(SafeFileHandle file, Span<byte> buffer, long offset = 0)
    {
        var total = 0;
        while (total < buffer.Length && RandomAccess.Read(file, buffer[total..], offset + total) is var count and > 0) total += count;
        return total;
    }

    /// <summary>Writes a whole file. Readers and other writers see either the old or the new content, never a mixture. Missing parents are created.</summary>
    public static void Replace(GrantedPath path, ReadOnlySpan<byte> content)
    {
        using var replacement = new FileReplacement(path);
        RandomAccess.Write(replacement.File, content, 0);
        replacement.Commit();
    }

    /// <summary>Copies a file over another with the guarantees of <see cref="Replace"/>.</summary>
    public static void Copy(GrantedPath from, GrantedPath to, CancellationToken stopping)
    {
        using var source = OpenRead(from);
        using var target = new FileReplacement(to);
        var buffer = new byte[CopyBytes];
        var offset = 0L;
        while (Read(source, buffer, offset) is var count and > 0)
        {
            ThrowIfStopping(stopping);
            RandomAccess.Write(target.File, buffer.AsSpan(0, count), offset);
            offset += count;
        }
        target.Commit();
    }

    /// <summary>Appends to a file. The file and its missing parents are created.</summary>
    public static void Append(GrantedPath path, ReadOnlySpan<byte> content)
    {
        using var parent = OpenOrCreateParent(path.Real, out var name);
        RequireFile(parent.Look(name).Kind, mayBeMissing: true);
        lock (AppendLocks[(uint)path.Real.GetHashCode(StringComparison.Ordinal) % AppendLocks.Length])
        {
            using var file = parent.OpenFile(name, FileMode.OpenOrCreate, FileAccess.Write);
            RandomAccess.Write(file, content, RandomAccess.GetLength(file));
        }
    }

    /// <summary>Deletes a file or a link to a file.</summary>
    public static void Delete(GrantedPath path)
    {
        using var parent = DirectoryHandle.OpenParent(path.Entry, out var name);
        parent.DeleteFile(name);
    }

    /// <summary>Renames a file or directory, replacing an existing file. Missing parents are created.</summary>
    public static void Rename(GrantedPath from, GrantedPath to, CancellationToken stopping)
    {
        var isDirectory = RequireFileOrDirectory(from);
        using var source = DirectoryHandle.OpenParent(from.Entry, out var name);
        using var target = OpenOrCreateParent(to.Entry, out var newName);
        if (isDirectory && target.Look(newName).Kind != FileKind.Missing) throw new IOException("there is something of that name already");
        if (!isDirectory && target.Look(newName).Kind == FileKind.Directory) throw new IOException("there is a directory of that name already");
        try
        {
            source.Rename(name, target, newName);
        }
        catch (IOException error) when (!isDirectory && source.IsOtherFileSystem(error))
        {
            Copy(from, to, stopping);
            source.DeleteFile(name);
        }
    }

    /// <summary>Creates a directory and its missing parents.</summary>
    public static void CreateDirectory(GrantedPath path) => DirectoryHandle.OpenOrCreate(path.Real).Dispose();

    /// <summary>The names in a directory, unordered.</summary>
    public static List<string> Names(GrantedPath path)
    {
        using var directory = DirectoryHandle.Open(path.Real);
        return [.. directory.Names()];
    }

    /// <summary>Deletes a directory recursively. Links in it are deleted, not followed.</summary>
    public static void DeleteDirectory(GrantedPath path, CancellationToken stopping)
    {
        var pending = new Stack<(string Path, bool IsEmptied)>([(path.Entry, false)]);
        while (pending.TryPop(out var next))
        {
            ThrowIfStopping(stopping);
            if (next.IsEmptied)
            {
                using var parent = DirectoryHandle.OpenParent(next.Path, out var name);
                parent.DeleteDirectory(name);
                continue;
            }
            pending.Push((next.Path, true));
            using var directory = DirectoryHandle.Open(next.Path);
            foreach (var name in directory.Names().ToList())
            {
                ThrowIfStopping(stopping);
                if (directory.Look(name).Kind == FileKind.Directory) pending.Push((Path.Join(next.Path, name), false));
                else directory.DeleteFile(name);
            }
        }
    }

    /// <summary>Throws when something other than a regular file is in the way.</summary>
    internal static void RequireFile(FileKind kind, bool mayBeMissing)
    {
        if (kind == FileKind.File || mayBeMissing && kind == FileKind.Missing) return;
        throw new IOException(kind switch
        {
            FileKind.Missing => "there is no such file",
            FileKind.Directory => "it is a directory",
            _ => "it is not a regular file",
        });
    }

    /// <summary>Opens the parent directory of a path, creating missing directories.</summary>
    internal static DirectoryHandle OpenOrCreateParent(string realPath, out string name)
    {
        name = Path.GetFileName(realPath);
        return DirectoryHandle.OpenOrCreate(Path.GetDirectoryName(realPath) ?? realPath);
    }

    // A link counts as its target, except that a link to a directory cannot be moved as a directory.
    static bool RequireFileOrDirectory(GrantedPath path)
    {
        var kind = path.Look().Kind;
        if (kind == FileKind.File) return false;
        return kind == FileKind.Directory && FileKinds.Of(path.Entry) == FileKind.Directory ? true : throw new IOException(kind == FileKind.Missing ? "there is no such file" : "it is no file and no directory");
    }

    static void ThrowIfStopping(CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested) throw new IOException("the guest has to stop");
    }
}
