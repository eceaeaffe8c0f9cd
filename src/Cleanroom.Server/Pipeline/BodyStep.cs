using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cleanroom.Server.Pipeline;

/// <summary>Reads the body up to the limit, as far as the memory budget has room.</summary>
sealed class BodyStep(long limit) : RequestStep
{
    // Up to this size, a body stays in the server's buffers until all of it has come, and is copied once. Servers buffer more: Kestrel 1 MB, in HTTP/2 768 KB.
    const int MaxBuffered = 1 << 17;

    // Bodies up to this size do not count against the budget.
    const int MaxUncharged = 1 << 14;

    public override StepResult Run(RequestContext request)
    {
        var http = request.Http;
        if (http.Request.ContentLength is null or 0 && http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true) return StepResult.Next;
        return StepResult.Later(ReadOrRefuseAsync(request));
    }

    // True when the body is larger than the limit or the budget has no room.
    async ValueTask<bool> ReadOrRefuseAsync(RequestContext request)
    {
        var http = request.Http;
        var refusal = http.Request.ContentLength > limit ? RequestError.BodyTooLarge : null;
        if (refusal is null)
        {
            // An embedder's server may have its own limit.
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server) server.MaxRequestBodySize = limit;
            var reader = http.Request.BodyReader;
            var charged = 0L;
            for (var isComplete = false; !isComplete && refusal is null;)
            {
                var result = await ReadAsync(reader, http.RequestAborted);
                var received = result.Buffer;
                var length = request.Body.Length + received.Length;
                isComplete = result.IsCompleted;
                var isTaken = isComplete || received.Length >= MaxBuffered;
                var buffered = request.Body.CapacityWith(isTaken ? received.Length : 0, http.Request.ContentLength) + MaxBuffered;
                refusal = result.IsCanceled ? RequestError.ArrivedTooSlowly
                    : length > limit ? RequestError.BodyTooLarge
                    : length > MaxUncharged && !TryCharge(request, buffered, reader, ref charged) ? RequestError.MemoryUsedUp : null;
                isTaken &= refusal is null;
                if (isTaken) request.Body.Append(received, http.Request.ContentLength);
                reader.AdvanceTo(isTaken ? received.End : received.Start, received.End);
            }
            request.EndReceiving();
        }
        if (refusal is not null) await RequestEnding.RefuseAsync(request, refusal);
        return refusal is not null;
    }

    static bool TryCharge(RequestContext request, long buffered, PipeReader reader, ref long charged)
    {
        var more = buffered - charged;
        if (more > 0 && !request.TryCharge(more, reader)) return false;
        charged = Math.Max(charged, buffered);
        return true;
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
