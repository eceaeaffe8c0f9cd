using System.Buffers;
using System.Buffers.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Files;

/// <summary>
/// Files, contract section 7: only in granted directories (<c>--dir</c>), bytes unchanged. For a refused path or a system failure, the functions return their
/// failure value and log one line.
/// </summary>
static class FileFunctions
{
    /// <summary>The bytes of a file of at most 64 MB; "" on failure. A third value is a buffer size passed by old compilers and is ignored.</summary>
    [HostFunction("file_read", Form = StringForm.Pairs, IgnoredTrailing = 1)]
    internal static GuestString Read(Guest guest, ReadOnlySpan<byte> path) => Read(guest, guest.Files, "file_read", path);

    /// <inheritdoc cref="Read(Guest, ReadOnlySpan{byte})"/>
    [HostFunction("file_read", Form = StringForm.LengthPrefixed)]
    internal static GuestString ReadPrefixed(Guest guest, ReadOnlySpan<byte> path) => Read(guest, path);

    /// <summary>
    /// Writes a whole file atomically: readers see either the old or the new content. Missing parents are created. Result: 1, or 0 on failure.
    /// </summary>
    [HostFunction("file_write")]
    internal static bool Write(Guest guest, ReadOnlySpan<byte> path, ReadOnlySpan<byte> content) => Write(guest, "file_write", path, content);

    /// <summary>Appends to a file; the file and missing parents are created. Result: 1, or 0 on failure.</summary>
    [HostFunction("file_append")]
    internal static bool Append(Guest guest, ReadOnlySpan<byte> path, ReadOnlySpan<byte> content)
    {
        if (!guest.Files.TryResolve("file_append", path, forWriting: true, out var granted)) return false;
        try
        {
            GrantedFiles.Append(granted, content);
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(guest, "file_append", path, error))
        {
            return false;
        }
    }

    /// <summary>1 when a path leads to a file or a directory.</summary>
    [HostFunction("file_exists")]
    internal static bool Exists(Guest guest, ReadOnlySpan<byte> path) => Look(guest, guest.Files, "file_exists", path).Kind is FileKind.File or FileKind.Directory;

    /// <summary>Deletes a file. Result: 1, or 0 when it does not exist, is a directory, or on failure.</summary>
    [HostFunction("file_delete")]
    internal static bool Delete(Guest guest, ReadOnlySpan<byte> path) => Delete(guest, guest.Files, "file_delete", path);

    /// <summary>The size of a file in bytes, clamped to the declared result type; −1 when it does not exist.</summary>
    [HostFunction("file_size")]
    internal static long Size(Guest guest, ReadOnlySpan<byte> path) => Look(guest, guest.Files, "file_size", path) is { Kind: FileKind.File } status ? status.Size : -1;

    /// <summary>The bytes of a file of at most 48 MB as base64; "" on failure.</summary>
    [HostFunction("file_read_binary")]
    internal static GuestString ReadBinary(Guest guest, ReadOnlySpan<byte> path)
    {
        if (!guest.Files.TryResolve("file_read_binary", path, forWriting: false, out var granted)) return guest.NewString(default);
        try
        {
            using var file = GrantedFiles.OpenRead(granted);
            var length = RandomAccess.GetLength(file);
            if (length > guest.Options.Limits.HostCallBytes / 4 * 3) return TooLarge(guest, "file_read_binary");
            var result = guest.NewString(Base64.GetMaxEncodedToUtf8Length((int)length), out var text);
            Base64.EncodeToUtf8InPlace(text, GrantedFiles.Read(file, text[..(int)length]), out var written);
            guest.Memory.WriteUInt32(result.Address, (uint)written);
            return result;
        }
        catch (Exception error) when (FileFailure.IsExpected(guest, "file_read_binary", path, error))
        {
            return guest.NewString(default);
        }
    }

    /// <summary>
    /// Writes the bytes of a base64 text (padding optional) like <c>file_write</c>. Result: 1, or 0 when the text is invalid or on failure.
    /// </summary>
    [HostFunction("file_write_binary")]
    internal static bool WriteBinary(Guest guest, ReadOnlySpan<byte> path, ReadOnlySpan<byte> base64)
    {
        base64 = base64.TrimEnd("=\r\n\t "u8);
        var buffer = ArrayPool<byte>.Shared.Rent(base64.Length + 3);
        base64.CopyTo(buffer);
        buffer.AsSpan(base64.Length, 3).Fill((byte)'=');
        // Ignore white space inside; the padding completes the last group of four.
        var digits = base64.Length - base64.CountAny((byte)' ', (byte)'\n', (byte)'\r', (byte)'\t');
        var padded = base64.Length + (4 - digits % 4) % 4;
        var isBase64 = Base64.DecodeFromUtf8InPlace(buffer.AsSpan(0, padded), out var length) == OperationStatus.Done;
        var written = isBase64 && Write(guest, "file_write_binary", path, buffer.AsSpan(0, length));
        if (!isBase64) guest.Logger.FileFailed("file_write_binary", path, "the content is not base64");
        ArrayPool<byte>.Shared.Return(buffer);
        return written;
    }

    /// <summary>Returns what exists at a path; missing also when the path is refused or the lookup fails.</summary>
    internal static FileStatus Look(Guest guest, DirectoryGrants grants, string function, ReadOnlySpan<byte> path)
    {
        if (!grants.TryResolve(function, path, forWriting: false, out var granted)) return default;
        try
        {
            return granted.Look();
        }
        catch (Exception error) when (FileFailure.IsExpected(guest, function, path, error))
        {
            return default;
        }
    }

    /// <summary>Reads a file for one of the read functions.</summary>
    internal static GuestString Read(Guest guest, DirectoryGrants grants, string function, ReadOnlySpan<byte> path)
    {
        if (!grants.TryResolve(function, path, forWriting: false, out var granted)) return guest.NewString(default);
        try
        {
            using var file = GrantedFiles.OpenRead(granted);
            var length = RandomAccess.GetLength(file);
            if (length > guest.Options.Limits.HostCallBytes) return TooLarge(guest, function);
            var result = guest.NewString((int)length, out var bytes);
            // Shorter if the file was truncated meanwhile.
            guest.Memory.WriteUInt32(result.Address, (uint)GrantedFiles.Read(file, bytes));
            return result;
        }
        catch (Exception error) when (FileFailure.IsExpected(guest, function, path, error))
        {
            return guest.NewString(default);
        }
    }

    /// <summary>Deletes a file for one of the delete functions.</summary>
    internal static bool Delete(Guest guest, DirectoryGrants grants, string function, ReadOnlySpan<byte> path)
    {
        if (!grants.TryResolve(function, path, forWriting: true, out var granted)) return false;
        try
        {
            if (granted.Look().Kind != FileKind.File) return false;
            GrantedFiles.Delete(granted);
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(guest, function, path, error))
        {
            return false;
        }
    }

    static bool Write(Guest guest, string function, ReadOnlySpan<byte> path, ReadOnlySpan<byte> content)
    {
        if (!guest.Files.TryResolve(function, path, forWriting: true, out var granted)) return false;
        try
        {
            GrantedFiles.Replace(granted, content);
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(guest, function, path, error))
        {
            return false;
        }
    }

    static GuestString TooLarge(Guest guest, string function)
    {
        guest.Logger.ResultTooLarge(function, guest.Options.Limits.HostCallBytes);
        return guest.NewString(default);
    }
}
