using System.IO.Compression;
using System.Text;

namespace Cleanroom.Bridge.Http;

/// <summary>Reads response bodies: decompressed, with a limit that counts after decompression, and as UTF-8 when another charset is declared.</summary>
static class ResponseBody
{
    /// <summary>Most bytes of a body.</summary>
    public const int MostBytes = 16 << 20;

    /// <summary>The User-Agent of programs that set none.</summary>
    public static string DefaultUserAgent { get; } = $"Cleanroom/{typeof(ResponseBody).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>The body, or null when it is larger than a limit.</summary>
    public static byte[]? Read(HttpResponseMessage response, int limit, CancellationToken cancellation)
    {
        var most = Math.Min(MostBytes, limit);
        using var received = response.Content.ReadAsStream(cancellation);
        using var stream = Decompress(received, response.Content.Headers.ContentEncoding);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var read = stream.ReadAsync(buffer, cancellation).AsTask().GetAwaiter().GetResult();
            if (read == 0) break;
            if (body.Length + read > most) return null;
            body.Write(buffer, 0, read);
        }
        return ToUtf8(body.ToArray(), response.Content.Headers.ContentType?.CharSet);
    }

    static Stream Decompress(Stream stream, ICollection<string> encodings) => encodings.LastOrDefault()?.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(stream, CompressionMode.Decompress),
        "deflate" => new ZLibStream(stream, CompressionMode.Decompress),
        "br" => new BrotliStream(stream, CompressionMode.Decompress),
        _ => stream,
    };

    static byte[] ToUtf8(byte[] body, string? charset)
    {
        var name = charset?.Trim('"', '\'');
        if (string.IsNullOrEmpty(name) || name.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || name.Equals("us-ascii", StringComparison.OrdinalIgnoreCase)) return body;
        try
        {
            var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
            return Encoding.Convert(encoding, Encoding.UTF8, body);
        }
        catch (ArgumentException)
        {
            // A charset that nobody knows: the bytes as they are.
            return body;
        }
    }
}
