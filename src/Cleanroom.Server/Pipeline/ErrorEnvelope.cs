using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cleanroom.Server.Pipeline;

/// <summary>The body of every error: <c>{"ok":false,"err":{"code":C,"message":M}}</c>, with the request id for server errors (contract, server 1).</summary>
static class ErrorEnvelope
{
    public const string ContentType = "application/json";

    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the envelope of a host error.</summary>
    public static byte[] Write(RequestError error, string? requestId, long? retryAfter = null) => Write(error.Code, Encoding.UTF8.GetBytes(error.Message), requestId, retryAfter);

    /// <summary>Writes the envelope of an error with the program's message.</summary>
    public static byte[] Write(RequestError error, ReadOnlySpan<byte> message) => Write(error.Code, message, requestId: null, retryAfter: null);

    static byte[] Write(string code, ReadOnlySpan<byte> message, string? requestId, long? retryAfter)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("ok", false);
            writer.WriteStartObject("err");
            writer.WriteString("code", code);
            writer.WriteString("message", Encoding.UTF8.GetString(message));
            writer.WriteEndObject();
            if (requestId is not null) writer.WriteString("request_id", requestId);
            if (retryAfter is { } seconds) writer.WriteNumber("retry_after", seconds);
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }
}
