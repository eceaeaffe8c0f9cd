using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cleanroom.Server.Pipeline;

/// <summary>Reads the body up to the limit.</summary>
sealed class BodyStep(long limit) : RequestStep
{
    // Up to this size, a body stays in the server's buffers until all of it has come, and is copied once. Servers buffer more: Kestrel 1 MB, in HTTP/2 768 KB.
    const int MaxBuffered = 1 << 17;

    public override StepResult Run(RequestContext request)
    {
        var http = request.Http;
        if (http.Request.ContentLength is null or 0 && http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true) return StepResult.Next;
        return StepResult.Later(ReadOrRefuseAsync(request));
    }

    // True when the body is larger than the limit.
    async ValueTask<bool> ReadOrRefuseAsync(RequestContext request)
    {
        var http = request.Http;
        var isTooLarge = http.Request.ContentLength > limit;
        if (!isTooLarge)
        {
            // An embedder's server may have its own limit.
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server) server.MaxRequestBodySize = limit;
            var reader = http.Request.BodyReader;
            for (var isComplete = false; !isComplete && !isTooLarge;)
            {
                var result = await ReadAsync(reader, http.RequestAborted);
                var received = result.Buffer;
                isTooLarge = request.Body.Length + received.Length > limit;
                isComplete = result.IsCompleted;
                var isTaken = !isTooLarge && (isComplete || received.Length >= MaxBuffered);
                if (isTaken) request.Body.Append(received, http.Request.ContentLength);
                reader.AdvanceTo(isTaken ? received.End : received.Start, received.End);
            }
        }
        if (isTooLarge) await RequestEnding.RefuseAsync(request, RequestError.BodyTooLarge);
        return isTooLarge;
    }

    static async ValueTask<ReadResult> ReadAsync(PipeReader reader, CancellationToken aborted)
    {
        try
        {
            return await reader.ReadAsync(aborted);
        }
        catch (IOException malformed) when (malformed is not (BadHttpRequestException or ConnectionResetException) && !aborted.IsCancellationRequested)
        {
            // Kestrel throws this for a chunk size that overflows.
            throw new BadHttpRequestException(malformed.Message, malformed);
        }
    }
}
