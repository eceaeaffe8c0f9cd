using System.Text;
using Cleanroom.Server.Pipeline;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Cleanroom.Server.Hosting;

/// <summary>A request that Kestrel rejects before the application sees it. Parts that were not read are missing.</summary>
/// <param name="Method">The method, or "-".</param>
/// <param name="Path">The path as sent, without the query, or "-".</param>
/// <param name="Status">The response status.</param>
/// <param name="Id">The client's request id, else a new one.</param>
/// <param name="Peer">The address of the socket.</param>
/// <param name="Allow">The allowed methods, or "".</param>
sealed record RejectedRequest(string Method, string Path, int Status, string Id, string Peer, string Allow)
{
    const string Unknown = "-";

    /// <summary>Reads the known parts from the features of the request.</summary>
    public static RejectedRequest Of(IFeatureCollection features)
    {
        var request = features.Get<IHttpRequestFeature>()!;
        var response = features.Get<IHttpResponseFeature>()!;
        var target = request.RawTarget.AsSpan();
        var path = target.IndexOf('?') is >= 0 and var question ? target[..question] : target;
        return new RejectedRequest(
            string.IsNullOrEmpty(request.Method) ? Unknown : request.Method, path.IsEmpty ? Unknown : path.ToString(), response.StatusCode, RequestId.Of(request.Headers),
            features.Get<IHttpConnectionFeature>()?.RemoteIpAddress?.ToString() ?? "", response.Headers.Allow.ToString());
    }

    /// <summary>The complete HTTP/1.1 response.</summary>
    public byte[] Answer()
    {
        var error = RequestError.Unreadable(Status);
        var body = ErrorEnvelope.Write(error, error.Fault == Fault.Client ? null : Id);
        var allow = Allow.Length == 0 ? "" : $"Allow: {Allow}\r\n";
        var head = $"HTTP/1.1 {Status} {ReasonPhrases.GetReasonPhrase(Status)}\r\nContent-Length: {body.Length}\r\nContent-Type: {ErrorEnvelope.ContentType}\r\nDate: {DateTimeOffset.UtcNow:R}\r\n" +
            $"Cache-Control: no-store\r\nConnection: close\r\n{allow}X-Content-Type-Options: nosniff\r\nX-Request-Id: {Id}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. Method == "HEAD" ? [] : body];
    }
}
