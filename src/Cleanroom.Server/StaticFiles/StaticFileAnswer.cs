using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Cleanroom.Bridge;
using Cleanroom.Server.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Cleanroom.Server.StaticFiles;

/// <summary>Answers a request with a file: complete, partial or not modified (RFC 9110, 13 and 14). Streams with one buffer.</summary>
/// <param name="request">The request.</param>
/// <param name="file">The file; closed after the response.</param>
/// <param name="cacheControl">The Cache-Control header.</param>
sealed class StaticFileAnswer(RequestContext request, StaticFile file, string cacheControl)
{
    const int ChunkBytes = 1 << 16;

    readonly HttpContext _http = request.Http;
    readonly RequestHeaders _request = request.Http.Request.GetTypedHeaders();

    /// <summary>Sends the response.</summary>
    public async Task SendAsync(ILogger logger)
    {
        using (file)
        {
            try
            {
                await SendAsync();
            }
            catch (OperationCanceledException)
            {
                // The client is gone.
            }
            catch (IOException error)
            {
                logger.StaticFileBrokenOff(LoggedText.Of(_http.Request.Path.Value ?? ""), error.Message);
                _http.Abort();
            }
        }
    }

    Task SendAsync()
    {
        var headers = _http.Response.Headers;
        headers.CacheControl = cacheControl;
        headers.ETag = file.Tag.ToString();
        headers.LastModified = HeaderUtilities.FormatDate(file.Changed);
        if (file.HasEncodings) headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (IsAnother()) return ResponseWriter.WriteErrorAsync(request, RequestError.OtherVersion);
        if (IsKnown())
        {
            _http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        headers.AcceptRanges = "bytes";
        return RequestedRanges() switch
        {
            null => SendWholeAsync(),
            [] => RefuseRangeAsync(),
            [var only] => SendPartAsync(only),
            var parts => SendPartsAsync(parts),
        };
    }

    // True when the client requires a different version of the file.
    bool IsAnother() => _http.Request.Headers.IfMatch.Count > 0
        ? !_request.IfMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(file.Tag, useStrongComparison: true))
        : _request.IfUnmodifiedSince < file.Changed;

    // True when the client already has this version of the file.
    bool IsKnown() => _http.Request.Headers.IfNoneMatch.Count > 0
        ? _request.IfNoneMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(file.Tag, useStrongComparison: false))
        : _request.IfModifiedSince >= file.Changed;

    ByteRange[]? RequestedRanges()
    {
        var range = _http.Request.Headers.Range;
        if (range.Count == 0 || _http.Request.Method != "GET") return null;
        if (_http.Request.Headers.IfRange.Count > 0 && !(_request.IfRange is { } condition && IsSame(condition))) return null;
        return ByteRanges.Select(range.ToString(), file.Length);
    }

    bool IsSame(RangeConditionHeaderValue condition) =>
        condition.EntityTag is { } tag ? tag.Compare(file.Tag, useStrongComparison: true) : condition.LastModified == file.Changed;

    Task SendWholeAsync()
    {
        SetContent(file.ContentType, file.Length);
        return _http.Request.Method == "HEAD" ? Task.CompletedTask : CopyAsync(new ByteRange(0, file.Length));
    }

    Task RefuseRangeAsync()
    {
        _http.Response.Headers.ContentRange = $"bytes */{file.Length}";
        return ResponseWriter.WriteErrorAsync(request, RequestError.NoSuchRange);
    }

    Task SendPartAsync(ByteRange part)
    {
        _http.Response.StatusCode = StatusCodes.Status206PartialContent;
        _http.Response.Headers.ContentRange = Describe(part);
        SetContent(file.ContentType, part.Length);
        return CopyAsync(part);
    }

    async Task SendPartsAsync(ByteRange[] parts)
    {
        var boundary = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var heads = parts.Select((part, index) => Encoding.ASCII.GetBytes(
            $"{(index == 0 ? "" : "\r\n")}--{boundary}\r\nContent-Type: {file.ContentType}\r\nContent-Range: {Describe(part)}\r\n\r\n")).ToArray();
        var end = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        _http.Response.StatusCode = StatusCodes.Status206PartialContent;
        SetContent($"multipart/byteranges; boundary={boundary}", heads.Sum(head => head.Length) + parts.Sum(part => part.Length) + end.Length);
        var output = _http.Response.BodyWriter;
        for (var i = 0; i < parts.Length; i++)
        {
            await output.WriteAsync(heads[i], _http.RequestAborted);
            await CopyAsync(parts[i]);
        }
        await output.WriteAsync(end, _http.RequestAborted);
    }

    void SetContent(string type, long length)
    {
        _http.Response.ContentType = type;
        _http.Response.ContentLength = length;
        if (file.Encoding is not null) _http.Response.Headers.ContentEncoding = file.Encoding;
    }

    string Describe(ByteRange part) => $"bytes {part.Start}-{part.Start + part.Length - 1}/{file.Length}";

    async Task CopyAsync(ByteRange part)
    {
        var output = _http.Response.BodyWriter;
        var (offset, left) = (part.Start, part.Length);
        while (left > 0)
        {
            var buffer = output.GetMemory((int)Math.Min(left, ChunkBytes));
            if (buffer.Length > left) buffer = buffer[..(int)left];
            var read = await RandomAccess.ReadAsync(file.Handle, buffer, offset, _http.RequestAborted);
            if (read == 0) throw new IOException("the file became shorter while it was sent");
            output.Advance(read);
            (offset, left) = (offset + read, left - read);
            // Backpressure: waits for a slow client.
            if (await output.FlushAsync(_http.RequestAborted) is { IsCompleted: true }) return;
        }
    }
}
