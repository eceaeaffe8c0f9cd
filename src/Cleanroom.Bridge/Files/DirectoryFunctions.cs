using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Bridge.Files;

/// <summary>Directories, and moving files between them: contract section 7. Grants and failures as in <see cref="FileFunctions"/>.</summary>
static class DirectoryFunctions
{
    const int MaxNames = 10_000;

    /// <summary>The names in a directory as a sorted JSON array, at most 10,000; <c>[]</c> on failure.</summary>
    [HostFunction("file_list_dir")]
    internal static GuestString List(Guest guest, ReadOnlySpan<byte> path)
    {
        if (!guest.Files.TryResolve("file_list_dir", path, forWriting: false, out var granted)) return guest.NewString("[]"u8);
        try
        {
            var names = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var name in GrantedFiles.Names(granted))
            {
                names.Add(name);
                if (names.Count > MaxNames) names.Remove(names.Max!);
            }
            return Encode(guest, names);
        }
        catch (Exception error) when (FileFailure.IsExpected(guest, "file_list_dir", path, error))
        {
            return guest.NewString("[]"u8);
        }
    }

    /// <summary>Creates a directory and its parents. Result: 1, also when it already exists, or 0 on failure.</summary>
    [HostFunction("file_mkdir")]
    internal static bool Make(Guest guest, ReadOnlySpan<byte> path)
    {
        if (!guest.Files.TryResolve("file_mkdir", path, forWriting: true, out var granted)) return false;
        try
        {
            GrantedFiles.CreateDirectory(granted);
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(guest, "file_mkdir", path, error))
        {
            return false;
        }
    }

    /// <summary>
    /// Deletes a directory recursively; links in it are deleted, not followed. Result: 1, or 0 when it is not a directory, contains a granted one, or on
    /// failure.
    /// </summary>
    [HostFunction("file_rmdir")]
    internal static bool Remove(Guest guest, ReadOnlySpan<byte> path)
    {
        if (!guest.Files.TryResolve("file_rmdir", path, forWriting: true, out var granted)) return false;
        try
        {
            if (FileKinds.Of(granted.Entry) != FileKind.Directory || guest.Files.IsHeld(granted.Real)) return Fail(guest, "file_rmdir", path, "it is no directory, or it contains a granted one or files of the server");
            GrantedFiles.DeleteDirectory(granted, guest.Stopping);
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(guest, "file_rmdir", path, error))
        {
            return false;
        }
    }

    /// <summary>1 when a path leads to a directory.</summary>
    [HostFunction("file_is_directory")]
    internal static bool IsDirectory(Guest guest, ReadOnlySpan<byte> path) => FileFunctions.Look(guest, guest.Files, "file_is_directory", path).Kind == FileKind.Directory;

    /// <summary>From, to: copies a file, replacing an existing file. Result: 1, or 0 on failure.</summary>
    [HostFunction("file_copy")]
    internal static bool Copy(Guest guest, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        if (!guest.Files.TryResolve("file_copy", from, forWriting: false, out var source)) return false;
        if (!guest.Files.TryResolve("file_copy", to, forWriting: true, out var target)) return false;
        try
        {
            GrantedFiles.Copy(source, target, guest.Stopping);
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(guest, "file_copy", from, error))
        {
            return false;
        }
    }

    /// <summary>From, to: renames a file or directory, replacing an existing file. Result: 1, or 0 on failure.</summary>
    [HostFunction("file_rename")]
    internal static bool Rename(Guest guest, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        if (!guest.Files.TryResolve("file_rename", from, forWriting: true, out var source)) return false;
        if (!guest.Files.TryResolve("file_rename", to, forWriting: true, out var target)) return false;
        if (guest.Files.IsHeld(source.Entry) || guest.Files.IsHeld(target.Entry)) return Fail(guest, "file_rename", from, "it or its target contains a granted directory or files of the server");
        try
        {
            GrantedFiles.Rename(source, target, guest.Stopping);
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(guest, "file_rename", from, error))
        {
            return false;
        }
    }

    static GuestString Encode(Guest guest, SortedSet<string> names)
    {
        guest.Scratch.ResetWrittenCount();
        new JsonOutput(guest.Scratch).Array(names);
        return guest.NewString(guest.Scratch.WrittenSpan);
    }

    static bool Fail(Guest guest, string function, ReadOnlySpan<byte> path, string reason)
    {
        guest.Logger.FileFailed(function, path, reason);
        return false;
    }
}
