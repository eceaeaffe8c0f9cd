using System.IO.Compression;
using Cleanroom.Server.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Cleanroom.Server.Compression;

/// <summary>Compresses text responses for clients that accept it, unless the program encoded them itself (contract, server 4).</summary>
sealed class ResponseCompression : BodyEncoder
{
    const int SmallestBody = 1024, Quality = 4, WindowBits = 22;

    static readonly string[] Encodings = ["br", "gzip"];
    static readonly string[] TextTypes = ["application/json", "application/javascript", "application/xml", "application/manifest+json", "image/svg+xml"];

    public override Task? TrySend(HttpContext http, ReadOnlySpan<byte> body)
    {
        var headers = http.Response.Headers;
        if (body.Length <= SmallestBody || !IsText(http.Response.ContentType) || headers.ContentEncoding.Count > 0 || headers.ContentRange.Count > 0) return null;
        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (headers.CacheControl.ToString().Contains("no-transform", StringComparison.OrdinalIgnoreCase)) return null;
        if (AcceptedEncoding.Choose(http.Request.Headers.AcceptEncoding, Encodings) is not { } encoding) return null;
        var buffer = BodyBuffers.Rent(body.Length);
        try
        {
            var written = encoding == "br" ? Brotli(body, buffer) : GZip(body, buffer);
            // Incompressible data.
            if (written == 0) return null;
            http.Response.ContentLength = written;
            headers.ContentEncoding = encoding;
            // A strong tag must not stand for different bytes.
            if (headers.ETag is [['"', ..] tag]) headers.ETag = "W/" + tag;
            return http.Request.Method == "HEAD" ? Task.CompletedTask : BodySender.SendAsync(http, buffer.AsSpan(0, written));
        }
        finally
        {
            BodyBuffers.Return(buffer, body.Length);
        }
    }

    /// <summary>True for compressible text types, except event streams, whose events must not be delayed.</summary>
    public static bool IsText(string? contentType)
    {
        var type = contentType.AsSpan();
        if (type.IndexOf(';') is >= 0 and var end) type = type[..end];
        type = type.Trim();
        if (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)) return !type.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase);
        if (type.EndsWith("+json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+xml", StringComparison.OrdinalIgnoreCase)) return true;
        foreach (var textType in TextTypes)
            if (type.Equals(textType, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    static int Brotli(ReadOnlySpan<byte> body, byte[] buffer) => BrotliEncoder.TryCompress(body, buffer.AsSpan(0, body.Length), out var written, Quality, WindowBits) ? written : 0;

    static int GZip(ReadOnlySpan<byte> body, byte[] buffer)
    {
        using var target = new MemoryStream(buffer, 0, body.Length);
        try
        {
            using var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(body);
        }
        catch (NotSupportedException)
        {
            // The output never grows beyond the size of the body.
            return 0;
        }
        return (int)target.Position;
    }
}
