using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cleanroom.Server.Pipeline;

/// <summary>
/// Sends bodies that are in memory. Large bodies are written in slices: the stall timeout applies to each slice handed over, and a client that reads nothing
/// must not hold megabytes for hours (must-never N107).
/// </summary>
static class BodySender
{
    /// <summary>Larger bodies are copied; the request is charged for that.</summary>
    public const int LargestAtOnce = 2 * SliceBytes;

    const int SliceBytes = 1 << 16;

    /// <summary>Sends a body; its bytes are copied before this returns.</summary>
    public static Task SendAsync(HttpContext http, ReadOnlySpan<byte> body)
    {
        if (body.Length > LargestAtOnce)
        {
            var copy = BodyBuffers.Rent(body.Length);
            body.CopyTo(copy);
            return SendSlicesAsync(http, copy, body.Length);
        }
        var output = http.Features.Get<IHttpResponseBodyFeature>()!;
        output.Writer.Write(body);
        // The server flushes at the end of the request. A body that a middleware put in its place does not.
        return ReferenceEquals(output, http.Features.Get<IHttpResponseFeature>()) ? Task.CompletedTask : output.Writer.FlushAsync(http.RequestAborted).AsTask();
    }

    static async Task SendSlicesAsync(HttpContext http, byte[] body, int length)
    {
        try
        {
            for (var sent = 0; sent < length; sent += SliceBytes)
            {
                var result = await http.Response.BodyWriter.WriteAsync(body.AsMemory(sent, Math.Min(SliceBytes, length - sent)), http.RequestAborted);
                if (result.IsCompleted) return;
            }
        }
        finally
        {
            BodyBuffers.Return(body, length);
        }
    }
}
