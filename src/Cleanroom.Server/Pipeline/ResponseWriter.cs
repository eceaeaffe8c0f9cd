using System.Text;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Applications;
using Microsoft.AspNetCore.Http;

namespace Cleanroom.Server.Pipeline;

/// <summary>Writes responses: the body is copied once, from guest memory into the connection's buffer (contract, server 4).</summary>
static class ResponseWriter
{
    const int MaxBody = 64 << 20;

    const string Json = "application/json";

    /// <summary>
    /// Sends what the guest set, else the string that its handler returned. The guest may be released when this returns. Returns null, and sends nothing,
    /// when the handler returned something that is not a string.
    /// </summary>
    public static Task? WriteAsync(RequestContext context, Guest guest, RouteHandler handler, uint result)
    {
        var (http, state) = (context.Http, context.Response);
        var response = http.Response;
        ReadOnlySpan<byte> body = default;
        if (state.Location is null && !TryGetBody(context, guest, result, out body))
        {
            context.Fail(RequestFailure.BadResult(handler.Name, result));
            return null;
        }
        if (body.Length > MaxBody)
        {
            context.Fail(RequestFailure.BodyTooLong(handler.Name, body.Length, MaxBody));
            return null;
        }
        if (body.Length > BodySender.LargestAtOnce && !context.TryCharge(body.Length))
        {
            context.Fail(RequestFailure.NoMemory(handler.Name, body.Length));
            return null;
        }
        response.StatusCode = state.Location is not null ? state.RedirectStatus : state.Status == 0 ? 200 : state.Status;
        foreach (var (name, value) in state.Headers) SetHeader(context, name, value);
        if (state.PrivateCookie is { } cookie && CanWrite(context, "Set-Cookie", cookie))
        {
            response.Headers.Append("Set-Cookie", cookie);
            if (response.Headers.CacheControl.Count == 0) response.Headers.CacheControl = "no-store";
        }
        if (state.Location is not null) response.Headers.Location = state.Location;
        if (response.StatusCode is 204 or 304) return Task.CompletedTask;
        if (response.StatusCode == 205) body = default;
        response.ContentLength = body.Length;
        if (state.Location is null && state.ContentType is not null && CanWrite(context, "Content-Type", state.ContentType)) response.ContentType = TextType.Complete(state.ContentType, body);
        if (body.Length == 0) return Task.CompletedTask;
        response.ContentType ??= Sniff(body);
        if (context.Application.Encoder?.TrySend(http, body) is { } encoded) return encoded;
        return http.Request.Method == "HEAD" ? Task.CompletedTask : BodySender.SendAsync(http, body);
    }

    /// <summary>Sends an error envelope, with the request id when the client did not cause the error.</summary>
    public static Task WriteErrorAsync(RequestContext context, RequestError error, long? retryAfter = null)
    {
        if (error == RequestError.MemoryUsedUp) context.Application.Memory.NoteRefusal();
        if (context.Http.Response.HasStarted)
        {
            context.Http.Abort();
            return Task.CompletedTask;
        }
        if (error.Status == StatusCodes.Status503ServiceUnavailable) context.Http.Response.Headers.RetryAfter = "1";
        return WriteHostResponseAsync(context.Http, error.Status, ErrorEnvelope.ContentType, ErrorEnvelope.Write(error, error.Fault == Fault.Client ? null : context.Id, retryAfter));
    }

    /// <summary>Sends a response of the host itself, with caching disabled.</summary>
    public static Task WriteHostResponseAsync(HttpContext http, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-store";
        response.ContentLength = body.Length;
        return http.Request.Method == "HEAD" ? Task.CompletedTask : response.Body.WriteAsync(body).AsTask();
    }

    // The guest's headers replace the host's, except headers that are lists.
    static void SetHeader(RequestContext context, string name, string value)
    {
        if (!CanWrite(context, name, value)) return;
        var headers = context.Http.Response.Headers;
        if (name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase) || name.Equals("Vary", StringComparison.OrdinalIgnoreCase)) headers.Append(name, value);
        else headers[name] = value;
    }

    // An embedder's Kestrel closes the connection over non-ASCII characters.
    static bool CanWrite(RequestContext context, string name, string value)
    {
        if (context.Application.CarriesHeaderBytes || Ascii.IsValid(value)) return true;
        context.Application.Logger.HeaderNotAscii(name);
        return false;
    }

    static bool TryGetBody(RequestContext context, Guest guest, uint result, out ReadOnlySpan<byte> body)
    {
        var state = context.Response;
        var memory = guest.Memory.Memory;
        if (state.HasBody)
        {
            body = state.HostBody;
            return state.BodyAddress == 0 || memory.TryRead(state.BodyAddress, state.BodyLength, out body);
        }
        body = default;
        if (result == 0) return true;
        return memory.TryRead(result, 4, out var word) && result <= uint.MaxValue - 4 &&
            memory.TryRead(result + 4, System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(word), out body);
    }

    static string Sniff(ReadOnlySpan<byte> body)
    {
        var start = body.TrimStart(" \t\r\n"u8);
        if (start is [(byte)'{' or (byte)'[', ..]) return Json;
        return start is [(byte)'<', (byte)'!', ..] || start.Length >= 5 && Ascii.EqualsIgnoreCase(start[..5], "<html"u8) ? TextType.Html : TextType.Plain;
    }
}
