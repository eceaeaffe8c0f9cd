using System.IO.Compression;

namespace Cleanroom.Bridge.Tests.Http;

/// <summary>Encodes bodies as servers do.</summary>
static class ContentCoding
{
    /// <summary>Encodes a body with <c>gzip</c>, <c>deflate</c>, <c>br</c>, or <c>raw</c>: deflate without the wrapper that it should have.</summary>
    public static byte[] Encode(string coding, byte[] content)
    {
        using var encoded = new MemoryStream();
        using (Stream stream = coding switch
        {
            "gzip" => new GZipStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
            "deflate" => new ZLibStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
            "raw" => new DeflateStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
            _ => throw new ArgumentOutOfRangeException(nameof(coding), coding, null),
        })
            stream.Write(content);
        return encoded.ToArray();
    }
}
