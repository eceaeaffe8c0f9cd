using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using Microsoft.Win32.SafeHandles;

namespace Cleanroom.Server.StaticFiles;

/// <summary>An opened file, or an encoded one that stands beside it, and what clients are told of it.</summary>
sealed class StaticFile : IDisposable
{
    static readonly FileExtensionContentTypeProvider ContentTypes = new();

    StaticFile(SafeFileHandle handle, string contentType, string? encoding, bool hasEncodings)
    {
        Handle = handle;
        ContentType = contentType;
        Encoding = encoding;
        HasEncodings = hasEncodings;
        Length = RandomAccess.GetLength(handle);
        var changed = File.GetLastWriteTimeUtc(handle);
        Tag = new EntityTagHeaderValue($"\"{Length:x}-{changed.Ticks:x}{(encoding is null ? "" : "-" + encoding)}\"");
        // Dates of HTTP have whole seconds.
        Changed = new DateTimeOffset(changed.AddTicks(-(changed.Ticks % TimeSpan.TicksPerSecond)), TimeSpan.Zero);
    }

    public SafeFileHandle Handle { get; }

    public string ContentType { get; }

    /// <summary>The content encoding, or null.</summary>
    public string? Encoding { get; }

    /// <summary>True when the answer depends on what encodings the client accepts.</summary>
    public bool HasEncodings { get; }

    public long Length { get; }

    /// <summary>Size and time of the last change.</summary>
    public EntityTagHeaderValue Tag { get; }

    /// <summary>The time of the last change in whole seconds.</summary>
    public DateTimeOffset Changed { get; }

    /// <summary>Takes over an opened file.</summary>
    /// <param name="handle">The file, or the encoded one beside it.</param>
    /// <param name="name">The name of the file without encoding, for its type.</param>
    /// <param name="encoding">The content encoding, or null.</param>
    /// <param name="hasEncodings">True when there are encoded files beside it.</param>
    public static StaticFile Of(SafeFileHandle handle, string name, string? encoding, bool hasEncodings)
    {
        var type = ContentTypes.TryGetContentType(name, out var known) ? known : "application/octet-stream";
        return new StaticFile(handle, type.StartsWith("text/", StringComparison.Ordinal) ? type + "; charset=utf-8" : type, encoding, hasEncodings);
    }

    public void Dispose() => Handle.Dispose();
}
