using Cleanroom.Bridge.Abi;
using Microsoft.Win32.SafeHandles;

namespace Cleanroom.Bridge.Capabilities;

/// <summary>Reads and writes files at granted paths. Every opened file is checked again by its handle; failures throw what the file system throws.</summary>
static class GrantedFiles
{
    const int CopyBytes = 1 << 16;

    // Others may read, write, delete and rename meanwhile: guests must not lock each other out.
    const FileShare ShareAll = FileShare.ReadWrite | FileShare.Delete;

    // Appends of this process to one file take turns, so that none is written over another.
    static readonly Lock[] AppendLocks = [.. Enumerable.Range(0, 64).Select(static _ => new Lock())];

    /// <summary>Opens a regular file for reading.</summary>
    public static SafeFileHandle OpenRead(GrantedPath path)
    {
        RequireFile(path, mayBeMissing: false);
        return Checked(File.OpenHandle(path.Real, FileMode.Open, FileAccess.Read, ShareAll), path.Real, path);
    }

    /// <summary>Reads until the buffer is full or the file ends. Returns the number of bytes.</summary>
    public static int Read(SafeFileHandle file, Span<byte> buffer, long offset = 0)
    {
        var total = 0;
        while (total < buffer.Length && RandomAccess.Read(file, buffer[total..], offset + total) is var count and > 0) total += count;
        return total;
    }

    /// <summary>Writes a whole file. Readers and other writers see the old content or the new, never a mixture. Missing parents are made.</summary>
    public static void Replace(GrantedPath path, ReadOnlySpan<byte> content)
    {
        using var file = BeginReplace(path, out var temporary);
        try
        {
            RandomAccess.Write(file, content, 0);
            Commit(file, temporary, path);
        }
        catch
        {
            Discard(file, temporary);
            throw;
        }
    }

    /// <summary>Copies a file over another in the manner of <see cref="Replace"/>.</summary>
    public static void Copy(GrantedPath from, GrantedPath to, CancellationToken stopping)
    {
        using var source = OpenRead(from);
        using var target = BeginReplace(to, out var temporary);
        try
        {
            var buffer = new byte[CopyBytes];
            var offset = 0L;
            while (Read(source, buffer, offset) is var count and > 0)
            {
                if (stopping.IsCancellationRequested) throw new IOException("the guest has to stop");
                RandomAccess.Write(target, buffer.AsSpan(0, count), offset);
                offset += count;
            }
            Commit(target, temporary, to);
        }
        catch
        {
            Discard(target, temporary);
            throw;
        }
    }

    /// <summary>Adds to the end of a file. Missing parents and the file are made.</summary>
    public static void Append(GrantedPath path, ReadOnlySpan<byte> content)
    {
        CreateParent(path);
        RequireFile(path, mayBeMissing: true);
        lock (AppendLocks[(uint)path.Real.GetHashCode(StringComparison.Ordinal) % AppendLocks.Length])
        {
            using var file = Checked(File.OpenHandle(path.Real, FileMode.OpenOrCreate, FileAccess.Write, ShareAll), path.Real, path);
            RandomAccess.Write(file, content, RandomAccess.GetLength(file));
        }
    }

    /// <summary>Makes a directory and its parents, if missing. Throws when a link has taken the place of one of them since the path was resolved.</summary>
    public static void CreateDirectory(string directory)
    {
        if (FileKinds.Of(directory) != FileKind.Directory) Directory.CreateDirectory(directory);
        if (!RealPath.TryResolve(directory, out var real) || real != directory)
            throw new UnauthorizedAccessException("a directory of the path was replaced by a link meanwhile");
    }

    /// <summary>Makes the parent directory of a path, as <see cref="CreateDirectory"/> does.</summary>
    public static void CreateParent(GrantedPath path) => CreateDirectory(Path.GetDirectoryName(path.Real) ?? path.Root);

    /// <summary>An exception filter: true, with one log line, for failures that a program may meet.</summary>
    public static bool IsExpected(Guest guest, string function, ReadOnlySpan<byte> path, Exception error)
    {
        if (error is not (IOException or UnauthorizedAccessException or System.Security.SecurityException or NotSupportedException)) return false;
        guest.Logger.FileFailed(function, path, error.Message.TrimEnd('.'));
        return true;
    }

    static void RequireFile(GrantedPath path, bool mayBeMissing)
    {
        var kind = path.Kind;
        if (kind == FileKind.File || mayBeMissing && kind == FileKind.Missing) return;
        throw new IOException(kind switch
        {
            FileKind.Missing => "there is no such file",
            FileKind.Directory => "it is a directory",
            _ => "it is not a regular file",
        });
    }

    static SafeFileHandle Checked(SafeFileHandle file, string openedBy, GrantedPath path)
    {
        if (HandlePath.Of(file, openedBy) is { } real && RealPath.IsInside(real, path.Root)) return file;
        file.Dispose();
        throw new UnauthorizedAccessException("the path left the granted directory while it was opened");
    }

    static SafeFileHandle BeginReplace(GrantedPath path, out string temporary)
    {
        CreateParent(path);
        RequireFile(path, mayBeMissing: true);
        var exists = File.Exists(path.Real);
        if (exists && (File.GetAttributes(path.Real) & FileAttributes.ReadOnly) != 0) throw new UnauthorizedAccessException("the file is read-only");
        temporary = Path.Join(Path.GetDirectoryName(path.Real), $".{Guid.NewGuid():N}.tmp");
        var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, ShareAll);
        try
        {
            Checked(file, temporary, path);
            if (exists && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file, File.GetUnixFileMode(path.Real));
            return file;
        }
        catch
        {
            Discard(file, temporary);
            throw;
        }
    }

    static void Commit(SafeFileHandle file, string temporary, GrantedPath path)
    {
        file.Dispose();
        File.Move(temporary, path.Real, overwrite: true);
    }

    static void Discard(SafeFileHandle file, string temporary)
    {
        file.Dispose();
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to report.
        }
    }
}
