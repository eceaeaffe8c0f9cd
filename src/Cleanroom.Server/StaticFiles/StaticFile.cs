using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using Microsoft.Win32.SafeHandles;

namespace Cleanroom.Server.StaticFiles;

/// <summary>An open file, or its pre-compressed variant, with its metadata.</summary>
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
        // HTTP dates have whole seconds.
        Changed = new DateTimeOffset(changed.AddTicks(-(changed.Ticks % TimeSpan.TicksPerSecond)), TimeSpan.Zero);
    }

    public SafeFileHandle Handle { get; }

    public string ContentType { get; }

    /// <summary>The content encoding, or null.</summary>
    public string? Encoding { get; }

    /// <summary>True when the response depends on the encodings that the client accepts.</summary>
    public bool HasEncodings { get; }

    public long Length { get; }

    /// <summary>The entity tag, made of size and modification time.</summary>
    public EntityTagHeaderValue Tag { get; }

    /// <summary>The modification time in whole seconds.</summary>
    public DateTimeOffset Changed { get; }

    /// <summary>Takes ownership of an open file.</summary>
    /// <param name="handle">The file or its pre-compressed variant.</param>
    /// <param name="name">The file name without encoding suffix, which determines the content type.</param>
    /// <param name="encoding">The content encoding, or null.</param>
    /// <param name="hasEncodings">True when pre-compressed variants exist.</param>
    public static StaticFile Of(SafeFileHandle handle, string name, string? encoding, bool hasEncodings)
    {
        var type = ContentTypes.TryGetContentType(name, out var contentType) ? contentType : "application/octet-stream";
        return new StaticFile(handle, type.StartsWith("text/", StringComparison.Ordinal) ? type + "; charset=utf-8" : type, encoding, hasEncodings);
    }

    public void Dispose() => Handle.Dispose();
}
