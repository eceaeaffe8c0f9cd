using System.Text;
using Cleanroom.Server.Pipeline;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Cleanroom.Server.Hosting;

/// <summary>A request that Kestrel rejects before the application sees it. Parts that were not read are missing.</summary>
/// <param name="Record">Its log record.</param>
/// <param name="Allow">The allowed methods, or "".</param>
sealed record RejectedRequest(RequestRecord Record, string Allow)
{
    /// <summary>Reads the known parts from the features of the request.</summary>
    public static RejectedRequest Of(IFeatureCollection features) =>
        new(RequestRecord.OfRejected(features, RequestId.Of(features.Get<IHttpRequestFeature>()!.Headers[RequestId.Header])), features.Get<IHttpResponseFeature>()!.Headers.Allow.ToString());

    /// <summary>The complete HTTP/1.1 response.</summary>
    public byte[] Answer()
    {
        var (status, id) = (Record.Status, Record.RequestId);
        var error = RequestError.Unreadable(status);
        var body = ErrorEnvelope.Write(error, error.Fault == Fault.Client ? null : id);
        var allow = Allow.Length == 0 ? "" : $"Allow: {Allow}\r\n";
        var head = $"HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(status)}\r\nContent-Length: {body.Length}\r\nContent-Type: {ErrorEnvelope.ContentType}\r\nDate: {DateTimeOffset.UtcNow:R}\r\n" +
            $"Cache-Control: no-store\r\nConnection: close\r\n{allow}X-Content-Type-Options: nosniff\r\nX-Request-Id: {id}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. Record.Method == "HEAD" ? [] : body];
    }
}
