using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cleanroom.Server.Pipeline;

/// <summary>Reads the body up to the limit.</summary>
sealed class BodyStep(long limit) : RequestStep
{
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
                isTooLarge = request.Body.Length + result.Buffer.Length > limit;
                if (!isTooLarge) request.Body.Append(result.Buffer);
                reader.AdvanceTo(isTooLarge ? result.Buffer.Start : result.Buffer.End, result.Buffer.End);
                isComplete = result.IsCompleted;
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
